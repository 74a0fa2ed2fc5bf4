import picomatch from 'picomatch';
import type { Instruction } from '../domain/instruction.ts';

/** A folder of tests is quoted up to this many files. */
const MAX_FILES = 24;

/**
 * The tracked files that a worker's checks name: paths, patterns, dotted Python modules and folders of tests, taken
 * from the repo root and from every folder that a check changes into. Its own deliverables are left out.
 */
export function findTestFiles(instruction: Instruction, tracked: readonly string[]): readonly string[] {
  const own = new Set(instruction.deliverables.map((deliverable) => deliverable.path));
  const text = instruction.blocks.map((block) => block.text).join('\n');
  const folders = [
    '',
    ...[...text.matchAll(/\bcd\s+["']?([\w./@-]+)/g)].map((match) => `${match[1] ?? ''}/`),
  ];
  const words = new Set(text.match(/[\w./@*?-]{3,200}/g) ?? []);
  const paths = new Set([...words].flatMap((word) => folders.map((folder) => clean(folder + word))));
  const matchers = [...paths].flatMap((path) => toMatcher(path) ?? []);
  if (matchers.length === 0) return [];
  const found = tracked.filter((path) => !own.has(path) && matchers.some((matches) => matches(path)));
  return found.slice(0, MAX_FILES);
}

/** `a//./b/` is `a/b`; what leads upwards out of a folder is not followed. */
function clean(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** Whether a tracked file is what the path of a check means; null where the path means no test file. */
function toMatcher(path: string): ((tracked: string) => boolean) | null {
  const isFile = /\.[A-Za-z]\w{0,5}$/.test(path) && path.includes('/');
  const isPattern = /[*?]/.test(path) && /\w/.test(path);
  const isTestFolder = /(^|\/)(tests?|spec|__tests__)(\/|$)/.test(path);
  const isModule = /^(\w+\.)+test\w*$|^tests?(\.\w+)+$/.test(path);
  if (isModule) return (tracked) => tracked === `${path.replaceAll('.', '/')}.py`;
  // A pattern with many stars would be tried in too many ways.
  if ((path.match(/\*+/g)?.length ?? 0) > MOST_STARS) return null;
  // In a shell `**` stays in its folder unless it is told otherwise.
  if (isFile || isPattern) return picomatch(path, { dot: true, noglobstar: true });
  return isTestFolder ? picomatch(`${path}/**/*test*`, { dot: true }) : null;
}

const MOST_STARS = 4;
