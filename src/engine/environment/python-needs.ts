import { join } from 'node:path/posix';
import type { Command } from 'unbash';
import { programName, type Words } from '../shell/command-words.ts';
import { importedModules, importedPaths } from './python-imports.ts';
import type { RepoFiles } from './repo-files.ts';

/** Options of pytest that only a plugin knows. */
const PYTEST_PLUGINS: readonly (readonly [RegExp, string])[] = [
  [/^--(no-)?cov(-|=|$)/, 'pytest_cov'],
  [/^(-n|-n(auto|\d+)|--numprocesses|--dist)(=|$)/, 'xdist'],
  [/^--asyncio-mode/, 'pytest_asyncio'],
  [/^--timeout/, 'pytest_timeout'],
  [/^--benchmark/, 'pytest_benchmark'],
  [/^--(reruns|only-rerun)/, 'pytest_rerunfailures'],
];
/** Test files that are looked into for one command. */
const MAX_FILES = 24;

const isPython = (word: string | null | undefined): boolean =>
  /^(python|pypy)[\d.]*$/.test(programName(word ?? ''));

/** Top-level names of the Python modules that a command needs, as far as its words and the repo's files tell. */
export function modulesOfCommand(words: Words, command: Command, repo: RepoFiles | null): string[] {
  const program = programName(words[0] ?? '');
  if (/^(pytest|py\.test)$/.test(program)) return ofPytest(words.slice(1), repo);
  if (!isPython(program)) return [];
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at];
    if (word === null || word === undefined) return [];
    if (word === '-c') return importedModules(words[at + 1] ?? '');
    if (word === '-m') return ofModule(words[at + 1] ?? '', words.slice(at + 2), repo);
    if (word === '-W' || word === '-X') at += 1;
    else if (word === '-' || !word.startsWith('-'))
      return word === '-' ? fromHereDoc(command) : inFiles([word], repo);
  }
  return fromHereDoc(command);
}

function ofModule(name: string, args: Words, repo: RepoFiles | null): string[] {
  const top = /^[A-Za-z_]\w*/.exec(name)?.[0];
  if (top === undefined) return [];
  if (top === 'pytest') return ['pytest', ...ofPytest(args, repo)];
  return top === 'unittest' || top === 'py_compile'
    ? [top, ...(top === 'unittest' ? inFiles(args, repo) : [])]
    : [top];
}

function ofPytest(args: Words, repo: RepoFiles | null): string[] {
  const plugins = PYTEST_PLUGINS.filter(([option]) => args.some((arg) => option.test(arg ?? ''))).map(
    ([, name]) => name,
  );
  return [...plugins, ...inFiles(args, repo)];
}

/** What `python3 - <<EOF` is given to read. */
const fromHereDoc = (command: Command): string[] => hereDocs(command).flatMap(importedModules);

const hereDocs = (command: Command): string[] =>
  command.redirects.flatMap((redirect) => (redirect.type === 'HereDoc' ? [redirect.body.text] : []));

/** The modules, with all their parts, that a command itself says it imports or runs: `-c`, a here-document, `-m`. */
export function pathsOfCommand(words: Words, command: Command): string[] {
  if (!isPython(words[0])) return [];
  const option = words.findIndex((word, at) => at > 0 && (word === '-c' || word === '-m'));
  const value = option < 0 ? null : (words[option + 1] ?? null);
  if (option < 0)
    return words.slice(1).some((word) => !/^-/.test(word ?? ''))
      ? []
      : hereDocs(command).flatMap(importedPaths);
  if (value === null) return [];
  return words[option] === '-c'
    ? importedPaths(value)
    : /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(value)
      ? [value]
      : [];
}

/** The imports of the Python files that are named, as far as the repo has them. */
function inFiles(args: Words, repo: RepoFiles | null): string[] {
  if (repo === null) return [];
  const files = args.flatMap((arg) => {
    const path = arg?.replace(/::.*$/, '') ?? '';
    return path.endsWith('.py') && !path.startsWith('/') && !/[*?]|^\.\./.test(path) ? [join(path)] : [];
  });
  return files.slice(0, MAX_FILES).flatMap((file) => importedModules(repo.read(file) ?? ''));
}
