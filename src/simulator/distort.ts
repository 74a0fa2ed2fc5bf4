import { breakPython, elidePython, stubPython } from './distort-python.ts';
import { languageOf, type Language } from './language.ts';
import type { AnswerFile } from './answers.ts';
import type { Chance } from './seeded.ts';

/** The remarks with which models leave code out. */
const ELISIONS = [
  '... rest of the code unchanged ...',
  '... existing code here ...',
  '... rest of the implementation remains the same ...',
  '... (previous code stays as it is) ...',
  '... other methods unchanged ...',
];

const OPEN_ENDING: Partial<Record<Language['family'], string>> = {
  yaml: '\nsettings: [1, 2\n',
  toml: '\n[settings\n',
  shell: '\nif [ -f "$0" ]; then\n',
};

function breakBrackets(source: string): string {
  const lines = source.trimEnd().split('\n');
  const closing = lines.findLastIndex((line) => /^\s*[)\]}][)\]};,\s]*$/.test(line));
  if (closing > 0) return `${lines.filter((_, index) => index !== closing).join('\n')}\n`;
  const last = Math.max(source.lastIndexOf('}'), source.lastIndexOf(')'), source.lastIndexOf(']'));
  if (last === -1) return `${source.trimEnd()} (\n`;
  return source.slice(0, last) + source.slice(last + 1);
}

function breakRuby(source: string): string {
  const lines = source.split('\n');
  const last = lines.findLastIndex((line) => line.trim() === 'end');
  return last === -1
    ? `${source.trimEnd()}\ndef run(\n`
    : lines.filter((_, index) => index !== last).join('\n');
}

/** The file with a syntax error in it: no parser of its language accepts it (prose has no such error to make). */
export function breakFile(file: AnswerFile, chance: Chance): AnswerFile {
  const { family } = languageOf(file.path);
  const ending = OPEN_ENDING[family];
  if (family === 'python') return { ...file, content: breakPython(file.content, chance) };
  if (family === 'ruby') return { ...file, content: breakRuby(file.content) };
  return {
    ...file,
    content: ending === undefined ? breakBrackets(file.content) : file.content.trimEnd() + ending,
  };
}

const CONTROL = /^\s*(?:\}\s*)?(?:if|else|for|while|switch|match|catch|try|do|loop|select|finally)\b/;
const FUNCTION_OPENS = /(?:\)|=>|->[^{]*|\):[^{]*)\s*\{\s*$/;
const RUBY_OPENS = /^\s*def\s/;

/** Finds the body of a function by its indentation: formatted code closes it at that of its header. */
function stubByIndentation(source: string, language: Language): string | null {
  const lines = source.split('\n');
  const out: string[] = [];
  const opens = language.family === 'ruby' ? RUBY_OPENS : FUNCTION_OPENS;
  const closes = language.family === 'ruby' ? 'end' : '}';
  let stubbed = false;
  for (let i = 0; i < lines.length; i++) {
    const header = lines[i] ?? '';
    out.push(header);
    if (!opens.test(header) || CONTROL.test(header)) continue;
    const indent = /^\s*/.exec(header)?.[0] ?? '';
    const end = lines.findIndex((line, index) => index > i && line.startsWith(indent + closes));
    if (end === -1) continue;
    stubbed = true;
    out.push(`${indent}  ${language.stubBody}`);
    i = end - 1;
  }
  return stubbed ? out.join('\n') : null;
}

/** The file with its signatures and without its work. */
export function stubFile(file: AnswerFile, chance: Chance): AnswerFile {
  const language = languageOf(file.path);
  const todo = language.comment?.('TODO: implement') ?? 'TODO';
  if (language.family === 'python') return { ...file, content: stubPython(file.content, chance) };
  if (language.family === 'json') return { ...file, content: '{}\n' };
  return { ...file, content: stubByIndentation(file.content, language) ?? `${todo}\n` };
}

/** The file with its middle replaced by a remark that it stays as it was. */
export function elideFile(file: AnswerFile, chance: Chance): AnswerFile {
  const language = languageOf(file.path);
  const remark = chance.pick(ELISIONS);
  if (language.family === 'python') return { ...file, content: elidePython(file.content, remark) };
  const lines = file.content.trimEnd().split('\n');
  const from = Math.max(Math.min(1, lines.length - 1), Math.floor(lines.length / 3));
  const to = Math.max(from + 1, Math.ceil((lines.length * 2) / 3));
  const indent = /^\s*/.exec(lines[from] ?? '')?.[0] ?? '';
  const comment = language.family === 'json' ? `// ${remark}` : (language.comment?.(remark) ?? remark);
  return {
    ...file,
    content: `${[...lines.slice(0, from), indent + comment, ...lines.slice(to)].join('\n')}\n`,
  };
}

/** The file that a fault is done to: one with code in it, where there is one. */
export function pickTarget(files: readonly AnswerFile[], chance: Chance): AnswerFile {
  const filled = files.filter((file) => file.content.trim() !== '');
  const code = filled.filter((file) => languageOf(file.path).family !== 'text');
  return chance.pick(code.length > 0 ? code : filled.length > 0 ? filled : files);
}
