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
  const patterns = [...words]
    .flatMap((word) => folders.map((folder) => toPattern(clean(folder + word))))
    .filter(isUseful);
  if (patterns.length === 0) return [];
  const found = tracked.filter((path) => !own.has(path) && patterns.some((pattern) => pattern.test(path)));
  return found.slice(0, MAX_FILES);
}

/** `a//./b/` is `a/b`; what leads upwards out of a folder is not followed. */
function clean(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function toPattern(path: string): RegExp | null {
  const isFile = /\.[A-Za-z]\w{0,5}$/.test(path) && path.includes('/');
  const isPattern = /[*?]/.test(path) && /\w/.test(path);
  const isTestFolder = /(^|\/)(tests?|spec|__tests__)(\/|$)/.test(path);
  const isModule = /^(\w+\.)+test\w*$|^tests?(\.\w+)+$/.test(path);
  if (isModule) return new RegExp(`^${path.replaceAll('.', '/')}\\.py$`);
  // A pattern with many stars would be tried in too many ways.
  if ((path.match(/\*+/g)?.length ?? 0) > MOST_STARS) return null;
  if (isFile || isPattern) return new RegExp(`^${glob(path)}$`);
  return isTestFolder ? new RegExp(`^${glob(path)}/(.*/)?[^/]*test[^/]*$`) : null;
}

function glob(path: string): string {
  return path
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '[^/]*')
    .replaceAll('?', '[^/]');
}

const MOST_STARS = 4;

function isUseful(pattern: RegExp | null): pattern is RegExp {
  return pattern !== null;
}
