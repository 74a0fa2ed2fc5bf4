import type { AnswerFile } from './answers.ts';
import { breakFile, elideFile, pickTarget, stubFile } from './distort.ts';
import type { FaultName } from './faults.ts';
import { chattyWords, guideText, plainWords, terminalWords } from './prose.ts';
import { renderFiles, wrapAnswer, type RenderedAnswer } from './render-answer.ts';
import type { Chance } from './seeded.ts';

/** What the model would say in the end, and how much of it comes at the first request. */
export interface ComposedAnswer {
  readonly full: string;
  /** Characters of `full` that are sent; all but for a cut-off answer. */
  readonly sent: number;
  /** The finish reason: `stop` in mid-file simulates an answer that was cut off silently. */
  readonly finish: 'stop' | 'length';
  /** A continuation begins the answer again instead of going on where it ended. */
  readonly restarts: boolean;
}

const whole = (full: string): ComposedAnswer => ({
  full,
  sent: full.length,
  finish: 'stop',
  restarts: false,
});

/** Moves an offset off the middle of a surrogate pair. */
export function characterBorder(text: string, offset: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(offset)) && offset > 0 ? offset - 1 : offset;
}

/** Somewhere around the middle of the text, and always inside a file. */
function cutOff(answer: RenderedAnswer, chance: Chance): number {
  const target = answer.text.length * chance.between(0.4, 0.6);
  const distance = (span: { start: number; end: number }): number =>
    Math.max(span.start - target, target - span.end, 0);
  const body = answer.bodies
    .filter((span) => span.end - span.start > 1)
    .reduce<{ start: number; end: number } | null>(
      (best, span) => (best === null || distance(span) < distance(best) ? span : best),
      null,
    );
  if (body === null) return characterBorder(answer.text, Math.floor(target));
  const margin = Math.floor((body.end - body.start) / 10) + 1;
  const inside = Math.min(Math.max(target, body.start + margin), body.end - margin - 1);
  return characterBorder(answer.text, Math.floor(inside));
}

function elsewhere(path: string, taken: readonly string[], chance: Chance): string {
  const parts = path.split('/');
  const name = parts.at(-1) ?? path;
  const folder = parts.slice(0, -1).join('/');
  const beside = (other: string): string => (folder === '' ? other : `${folder}/${other}`);
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const paths = [
    `src/generated/${name}`,
    `output/${name}`,
    beside(`${stem}_new${extension}`),
    beside(`solution_final${extension}`),
  ];
  return chance.pick(paths.filter((other) => !taken.includes(other)));
}

function outside(path: string, chance: Chance): string {
  const name = path.split('/').at(-1) ?? path;
  return chance.pick([
    `../../etc/${name}`,
    `../../../../../../etc/cron.d/${name}`,
    `/tmp/wingman-escaped/${name}`,
    '.git/hooks/post-checkout',
  ]);
}

/** The answer to one request. The same files, fault and chance give the same text. */
export function composeAnswer(
  files: readonly AnswerFile[],
  fault: FaultName,
  chance: Chance,
): ComposedAnswer {
  const change = (by: (file: AnswerFile) => AnswerFile): readonly AnswerFile[] => {
    const target = pickTarget(files, chance);
    return files.map((file) => (file === target ? by(file) : file));
  };
  const plain = (shown: readonly AnswerFile[], allowBare = true): RenderedAnswer => {
    const words = plainWords(chance);
    return wrapAnswer(words.lead, renderFiles(shown, chance, allowBare), words.tail);
  };
  const moved = (to: (path: string) => string): string =>
    plain(
      change((file) => ({ ...file, path: to(file.path) })),
      false,
    ).text;
  const within = (words: { lead: string; tail: string }): string =>
    wrapAnswer(words.lead, renderFiles(files, chance, false), words.tail).text;
  switch (fault) {
    case 'ok':
    case 'stall':
    case 'slow':
    case 'disconnect':
    case 'e429':
    case 'e500':
    case 'e401':
      return whole(plain(files).text);
    case 'guide':
      return whole(guideText(pickTarget(files, chance).path, chance));
    case 'broken':
      return whole(plain(change((file) => breakFile(file, chance))).text);
    case 'stub':
      return whole(plain(files.map((file) => stubFile(file, chance))).text);
    case 'elide':
      return whole(plain(change((file) => elideFile(file, chance))).text);
    case 'empty':
      return whole('');
    case 'wrongfile': {
      const taken = files.map((file) => file.path);
      return whole(moved((path) => elsewhere(path, taken, chance)));
    }
    case 'escape':
      return whole(moved((path) => outside(path, chance)));
    case 'ansi':
      return whole(within(terminalWords(chance)));
    case 'crlf':
      return whole(plain(files).text.replace(/\r?\n/g, '\r\n'));
    case 'prose-code':
      return whole(within(chattyWords(files, chance)));
    case 'truncate': {
      const silent = chance.flip();
      const restarts = chance.flip();
      const answer = plain(files);
      return {
        full: answer.text,
        sent: cutOff(answer, chance),
        finish: silent ? 'stop' : 'length',
        restarts,
      };
    }
  }
}
