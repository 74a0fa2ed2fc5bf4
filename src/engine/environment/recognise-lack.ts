import type { Lack, MissingDependency } from '../domain/lack.ts';
import type { Instruction } from '../domain/instruction.ts';
import { checksBesideStarted } from './needs.ts';
import type { CheckResult } from '../domain/check-result.ts';
import { sourcedNames } from '../shell/sourced.ts';

interface Sign {
  readonly pattern: RegExp;
  readonly lack: (name: string) => MissingDependency;
}

const SIGNS: readonly Sign[] = [
  {
    pattern: /(?:ModuleNotFoundError|ImportError): No module named '?([\w.]+)'?|: No module named ([\w.]+)/,
    lack: (name) => {
      const top = name.replace(/\..*$/, '');
      return {
        kind: 'module',
        name: top,
        detail: `the environment has no Python module ${top}`,
        fix: `pip install ${top}`,
      };
    },
  },
  {
    pattern: /Cannot connect to the (Docker) daemon|failed to connect to the (docker) API/,
    lack: () => ({
      kind: 'service',
      name: 'docker',
      detail: 'the Docker daemon does not answer',
      fix: 'start Docker, or waive the check',
    }),
  },
  {
    pattern:
      /(?:Connection refused|ECONNREFUSED|Failed to connect to)[^\n]{0,120}?((?:localhost|127\.0\.0\.1)[: ](?:port )?\d{2,5})/i,
    lack: (name) => ({
      kind: 'service',
      name: name.replace(/[: ](?:port )?(\d+)$/i, ':$1'),
      detail: `nothing answers at ${name}`,
      fix: 'start the service, or waive the check',
    }),
  },
];

/**
 * The missing dependency that made a check fail, or null where the work may be the cause. A name that the worker's file
 * does not mention was the model's choice, and so is its absence; modules that a deliverable or the repo provides, and
 * services that the check's own block starts, are part of the work.
 * @param provides whether the repo or a deliverable provides a Python module of that top-level name
 */
export function recogniseLack(
  result: CheckResult,
  instruction: Instruction,
  provides: (module: string) => boolean,
): Lack | null {
  if (result.status !== 'red') return null;
  const missing = result.exitCode === 127 || result.exitCode === 126 ? missingProgram(result) : null;
  if (missing !== null) return { ...missing, checks: [result.index] };
  for (const { pattern, lack } of SIGNS) {
    const match = pattern.exec(result.outputTail);
    if (match === null) continue;
    const found = lack(match[1] ?? match[2] ?? '');
    if (found.kind === 'module' && provides(found.name)) continue;
    if (found.kind === 'service' && found.name !== 'docker' && isBesideStarted(instruction, result)) continue;
    if (mentions(instruction, found.name)) return { ...found, checks: [result.index] };
  }
  return null;
}

function missingProgram(result: CheckResult): MissingDependency | null {
  const match =
    /([^\s:]+): (?:command )?not found|([^\s:]+): No such file or directory|([^\s:]+): Permission denied/.exec(
      result.outputTail,
    );
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  // The work is at fault where a script of the repo is missing or not executable, or where a sourced file does not
  // define what it should. A program that is named without a path is a dependency.
  if (sourcedNames(result.command).length > 0) return null;
  if (name === undefined || name.includes('/') || !result.command.includes(name)) return null;
  return {
    kind: 'program',
    name,
    detail: `${name} is not on the PATH`,
    fix: `install ${name}, or waive the check`,
  };
}

const isBesideStarted = (instruction: Instruction, { index }: CheckResult): boolean =>
  checksBesideStarted(instruction).has(index);

function mentions(instruction: Instruction, name: string): boolean {
  return instruction.source.toLowerCase().includes(name.toLowerCase());
}
