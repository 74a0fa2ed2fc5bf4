import { existsSync, readdirSync, type Dirent } from 'node:fs';
import { join, resolve } from 'node:path';
import { err, ok, type Result } from '../engine/domain/result.ts';

/** The folder of a phase's worker files: the flag, the settings, or the first of the usual folders. */
export function findWorkersDir(
  repo: string,
  phase: string | undefined,
  named: string | undefined,
): Result<string, string> {
  if (named !== undefined) return ok(resolve(named));
  const candidates = [
    ...(phase === undefined ? [] : [join(repo, 'workers', phase), join(repo, 'workers', `phase-${phase}`)]),
    join(repo, 'workers'),
    join(repo, 'ai-workers', 'workers'),
  ];
  const found = candidates.find((folder) => existsSync(folder));
  if (found === undefined) {
    return err(
      `no worker files found; looked in ${candidates.join(', ')}: name the folder with --workers-dir`,
    );
  }
  return hasWorkers(found) ? ok(found) : onlyPhaseIn(found);
}

/** The only phase in a folder of phases; where there are several, one must be named. */
function onlyPhaseIn(dir: string): Result<string, string> {
  const folders = readFolder(dir).filter((entry) => entry.isDirectory() && hasWorkers(join(dir, entry.name)));
  const [first] = folders;
  if (first === undefined) return ok(dir);
  if (folders.length === 1) return ok(join(dir, first.name));
  const names = folders.map((entry) => entry.name).sort();
  return err(`${dir} holds ${names.length} phases: name one of ${names.join(', ')}`);
}

const hasWorkers = (dir: string): boolean =>
  readFolder(dir).some((entry) => /^WORKER_\d+.*\.md$/.test(entry.name));

/** Empty where it cannot be read: the reader of the worker files reports why. */
function readFolder(dir: string): readonly Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}
