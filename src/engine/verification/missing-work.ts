import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '../domain/check-result.ts';
import type { Instruction } from '../domain/instruction.ts';

/**
 * Whether a red check says itself that the work is missing: it names a deliverable that is not there, or that does not
 * have what the check wants of it. Such a check fails for the state of the tree, and would fail of it again.
 * @param root the tree that the check ran in
 */
export function namesMissingWork(result: CheckResult, { deliverables }: Instruction, root: string): boolean {
  const paths = deliverables.map(({ path }) => path);
  const absent = paths.filter((path) => !existsSync(join(root, path)));
  return (
    testsFor(result.command, absent) ||
    cannotOpen(result.outputTail, absent) ||
    MODULE.some(({ sign, isAbsent }) => {
      const module = sign.exec(result.outputTail)?.[1];
      return module !== undefined && (isAbsent ? absent : paths).some((path) => isModule(path, module));
    })
  );
}

/** `test -f FILE`, which says nothing when it fails. */
function testsFor(command: string, absent: readonly string[]): boolean {
  const match = /^(?:test -[efrs] (\S+)|\[\[? -[efrs] (\S+) \]\]?)$/.exec(command.trim());
  const file = (match?.[1] ?? match?.[2])?.replace(/^(["'])(.*)\1$/, '$2').replace(/^\.\//, '');
  return file !== undefined && absent.includes(file);
}

/** The system's own words for a file that is not there. */
function cannotOpen(output: string, absent: readonly string[]): boolean {
  const lines = output
    .split('\n')
    .filter((line) => /No such file or directory|ENOENT|ERR_MODULE_NOT_FOUND/.test(line));
  return lines.some((line) => absent.some((path) => namesPath(line, path)));
}

/** Whether a text holds a path that is, or ends as, this one. */
function namesPath(text: string, path: string): boolean {
  const at = text.indexOf(path);
  if (at < 0) return false;
  return !/[\w.-]/.test(text[at - 1] ?? '') && !/[\w/-]/.test(text[at + path.length] ?? '');
}

/** Python's words for a module that is not there, and for a name that a module does not have. */
const MODULE: readonly { readonly sign: RegExp; readonly isAbsent: boolean }[] = [
  { sign: /ModuleNotFoundError: No module named '([\w.]+)'/, isAbsent: true },
  { sign: /ImportError: cannot import name '\w+' from '([\w.]+)'/, isAbsent: false },
  { sign: /AttributeError: module '([\w.]+)' has no attribute/, isAbsent: false },
];

/** Whether a file is this Python module, or lies in the package of that name; a check may run in any folder above it. */
function isModule(path: string, module: string): boolean {
  const parts = path.replace(/(?:\/__init__)?\.py$/, '').split('/');
  const names = module.split('.');
  return parts.some((_, from) => names.every((name, at) => parts[from + at] === name));
}
