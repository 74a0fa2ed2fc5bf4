import { forEachChild, parse, type Command, type SyntaxNode } from 'unbash';
import { inlineShell, programName, unwrap, wordsOf } from '../shell/command-words.ts';
import { topOf } from './python-imports.ts';

/** Programs that write what their arguments name. */
const WRITERS = new Set('touch cp mv ln install tee mkdir rsync curl wget'.split(' '));
/** Programs that may write anything: build tools, generators, archivers, and programs driven by a file of their own. */
const MAKERS = new Set(
  'make cmake ninja just task protoc buf tar unzip pip pip3 pipx uv poetry pdm hatch conda maturin cookiecutter'.split(
    ' ',
  ),
);
const GIT_MAKERS = /^(clone|submodule|checkout|switch|restore|apply|am|pull|merge|stash|worktree)$/;
const SHELL = /^(ba|da|z|k)?sh$/;
const PYTHON = /^(python|pypy)[\d.]*$/;
const WRITES_IN_PYTHON =
  /\b(open|exec)\s*\(|write_text|write_bytes|mkdir|makedirs|copy|rename|symlink|subprocess|os\.system/;

/**
 * Whether a statement may make a Python module (`app.core.parser`) itself, before or while it is imported. A wrong yes
 * only suppresses a warning, so the test is generous.
 */
export function mayMake(text: string, module: string): boolean {
  const parts = new Set([topOf(module), module.slice(module.lastIndexOf('.') + 1)]);
  try {
    return makes(parse(text), parts);
  } catch (error) {
    // Nested too deep for the recursive parser, so it may.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

function makes(node: SyntaxNode, parts: ReadonlySet<string>): boolean {
  let found =
    (node.type === 'Redirect' && node.operator.includes('>') && names(node.target?.value ?? null, parts)) ||
    (node.type === 'Command' && commandMakes(node, parts));
  forEachChild(node, (child) => {
    found ||= makes(child, parts);
  });
  return found;
}

function commandMakes(command: Command, parts: ReadonlySet<string>): boolean {
  const { words } = unwrap(wordsOf(command));
  const [first] = words;
  if (first === undefined) return false;
  if (first === null) return true;
  const program = programName(first);
  const script = inlineShell(words);
  if (script !== null) return makes(parse(script), parts);
  if (WRITERS.has(program)) return words.slice(1).some((word) => names(word, parts));
  if (PYTHON.test(program)) return pythonMakes(command, words, parts);
  if (program === 'git') return words.some((word) => GIT_MAKERS.test(word ?? ''));
  if (program === 'source' || program === '.') return !/(^|\/)activate$/.test(words[1] ?? '');
  // A script of the repo may write any file.
  return MAKERS.has(program) || SHELL.test(program) || (first.includes('/') && !first.startsWith('/'));
}

function pythonMakes(
  command: Command,
  words: readonly (string | null)[],
  parts: ReadonlySet<string>,
): boolean {
  const code = [
    words[words.indexOf('-c') + 1] ?? '',
    ...command.redirects.flatMap((redirect) => (redirect.type === 'HereDoc' ? [redirect.body.text] : [])),
  ].join('\n');
  if (!words.includes('-c') && !words.includes('-m') && words.slice(1).some((word) => !/^-/.test(word ?? '')))
    return true;
  if (words.includes('-m'))
    return ['pip', 'build', 'compileall'].includes(words[words.indexOf('-m') + 1] ?? '');
  return WRITES_IN_PYTHON.test(code) && [...parts].some((part) => new RegExp(`['"/]${part}\\b`).test(code));
}

/** Whether a path goes through a folder of that name, or is a file of it; one that is known only at run time may be. */
const names = (word: string | null, parts: ReadonlySet<string>): boolean =>
  word === null || word.split('/').some((part) => parts.has(part.replace(/\.\w+$/, '')));
