import { err, ok, type Result } from '../domain/result.ts';
import type { Finding, Instruction } from '../domain/instruction.ts';
import type { PhaseConfig } from './phase-config.ts';
import { readPhase, type ReadPhase } from './read-phase.ts';
import type { Rewrites } from './rewrite.ts';

/** A phase whose selected workers could all be read. */
export interface LoadedPhase {
  /** What `phase.yaml` calls it, else the folder's name. */
  readonly name: string;
  /** Absolute path. */
  readonly dir: string;
  /** The selected workers, smallest number first. */
  readonly instructions: readonly Instruction[];
  /** Ids of the worker files in the folder that are not selected. */
  readonly outside: readonly string[];
  readonly config: PhaseConfig;
  /** Warnings, and errors that bar a worker from running but could be read past. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the worker files of a folder and the `phase.yaml` beside them. `workers` (`001-018,021`) takes the place of the
 * selection that `phase.yaml` makes. Fails as `requireAll` does.
 */
export const loadPhase = async (
  dir: string,
  workers?: string,
  rewrites: Rewrites = {},
): Promise<Result<LoadedPhase, Finding[]>> => requireAll(await readPhase(dir, { workers, rewrites }));

/**
 * The phase as something that can be planned. Fails with what is wrong with the folder and the selection where that is
 * an error, since the workers may then be the wrong ones, and with every finding where a worker could not be read.
 */
export function requireAll(phase: ReadPhase): Result<LoadedPhase, Finding[]> {
  const { name, dir, config, workers, outside, folderFindings, fileFindings } = phase;
  if (folderFindings.some(({ level }) => level === 'error')) return err([...folderFindings]);
  const findings = [...folderFindings, ...fileFindings];
  const instructions = workers.flatMap(({ parsed }) => (parsed === null ? [] : [parsed.instruction]));
  if (instructions.length < workers.length) return err(findings);
  return ok({ name, dir, instructions, outside, config, findings });
}
