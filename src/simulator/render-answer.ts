import type { AnswerFile } from './answers.ts';
import { languageOf } from './language.ts';
import type { Chance } from './seeded.ts';

/** A stretch of text, half open. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Markdown with files in it, and where the files' contents stand. */
export interface RenderedAnswer {
  readonly text: string;
  readonly bodies: readonly Span[];
}

/** The ways in which models say which file a fence holds; `bare` says nothing. */
const SHAPES = ['info', 'bold', 'backticks', 'label', 'heading', 'comment', 'bare'] as const;
type Shape = (typeof SHAPES)[number];

function shapesFor(files: readonly AnswerFile[], allowBare: boolean): readonly Shape[] {
  const first = files.every(
    (file) => languageOf(file.path).comment !== null && !/^(?:#!|<\?|\uFEFF)/.test(file.content),
  );
  return SHAPES.filter((shape) => {
    if (shape === 'bare') return allowBare && files.length === 1;
    if (shape === 'comment') return first;
    return shape !== 'info' || files.every((file) => !/\s/.test(file.path));
  });
}

/** A fence that no line of the content can close. */
function fenceFor(content: string): string {
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map((run) => run[0].length));
  return '`'.repeat(Math.max(3, longest + 1));
}

function opening(shape: Shape, path: string, fence: string, language: string): string {
  switch (shape) {
    case 'info':
      return `${fence}${language} ${path}\n`;
    case 'bold':
      return `**${path}**\n${fence}${language}\n`;
    case 'backticks':
      return `\`${path}\`:\n\n${fence}${language}\n`;
    case 'label':
      return `File: ${path}\n${fence}${language}\n`;
    case 'heading':
      return `### \`${path}\`\n\n${fence}${language}\n`;
    case 'comment':
      return `${fence}${language}\n${languageOf(path).comment?.(path) ?? path}\n`;
    case 'bare':
      return `${fence}${language}\n`;
  }
}

/**
 * The files as a model writes them: one fence each, its path told in one of the usual shapes, the same for all
 * files of an answer. `allowBare` lets a single file come without its path.
 */
export function renderFiles(
  files: readonly AnswerFile[],
  chance: Chance,
  allowBare: boolean,
): RenderedAnswer {
  const shape = chance.pick(shapesFor(files, allowBare));
  let text = '';
  const bodies: Span[] = [];
  for (const file of files) {
    const fence = fenceFor(file.content);
    text += (text === '' ? '' : '\n\n') + opening(shape, file.path, fence, languageOf(file.path).fence);
    const start = text.length;
    text += file.content === '' || file.content.endsWith('\n') ? file.content : `${file.content}\n`;
    bodies.push({ start, end: text.length });
    text += fence;
  }
  return { text: `${text}\n`, bodies };
}

/** The answer with text around it; the bodies move along. */
export function wrapAnswer(before: string, answer: RenderedAnswer, after: string): RenderedAnswer {
  const bodies = answer.bodies.map(({ start, end }) => ({
    start: start + before.length,
    end: end + before.length,
  }));
  return { text: before + answer.text + after, bodies };
}
