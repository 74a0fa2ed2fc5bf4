import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { savedSettingsSchema } from '../engine/settings/settings.ts';
import { phaseConfigSchema } from '../engine/instructions/phase-config.ts';
import type { ReadWorker } from '../engine/instructions/read-phase.ts';
import { err, ok, type Result } from '../engine/domain/result.ts';

/** What a run was started with, so that `resume` goes on with the same; never a key. */
const savedSchema = z.object({
  version: z.literal(1),
  run: z.string(),
  createdAt: z.number(),
  repo: z.string(),
  workDir: z.string(),
  start: z.object({ commit: z.string(), branch: z.string() }),
  phase: z.object({ name: z.string(), title: z.string(), config: phaseConfigSchema }),
  workers: z.array(z.string()),
  outside: z.array(z.string()),
  caseInsensitive: z.boolean(),
  settings: savedSettingsSchema,
});

export type SavedRun = z.output<typeof savedSchema>;

/** Saves the settings and the texts of the worker files: a run goes on with the instructions that it began with. */
export function saveRun(runDir: string, saved: SavedRun, workers: readonly ReadWorker[]): void {
  const folder = join(runDir, 'instructions');
  mkdirSync(folder, { recursive: true });
  for (const { file, parsed } of workers)
    if (parsed !== null) writeFileSync(join(folder, basename(file)), parsed.text);
  updateRun(runDir, saved);
}

/** Saves settings again, after flags replaced some of them. A kill leaves the old file or the new one. */
export function updateRun(runDir: string, saved: SavedRun): void {
  const text = `${JSON.stringify(saved, null, 2)}\n`;
  writeFileAtomic.sync(join(runDir, 'settings.json'), text, { mode: 0o600 });
}

export function loadRun(runDir: string): Result<SavedRun, string> {
  const file = join(runDir, 'settings.json');
  try {
    const saved = savedSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (saved.success) return ok(saved.data);
    const [issue] = saved.error.issues;
    return err(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a saved run'}`);
  } catch (error) {
    return err(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** All runs below a state folder, oldest first. */
export function listRuns(stateDir: string): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(stateDir);
  } catch {
    return [];
  }
  const created = (name: string): number => {
    try {
      return statSync(join(stateDir, name, 'settings.json')).birthtimeMs;
    } catch {
      return 0;
    }
  };
  const runs = names.filter((name) => created(name) > 0);
  return runs.sort((a, b) => loadedAt(join(stateDir, a)) - loadedAt(join(stateDir, b)));
}

function loadedAt(runDir: string): number {
  const saved = loadRun(runDir);
  return saved.ok ? saved.value.createdAt : 0;
}

/** The run that is named, or the latest one. */
export function findRun(stateDir: string, named: string | undefined): Result<string, string> {
  const runs = listRuns(stateDir);
  if (named !== undefined) {
    if (runs.includes(named)) return ok(named);
    return err(
      `there is no run ${named} in ${stateDir}${runs.length === 0 ? '' : `; there are ${runs.join(', ')}`}`,
    );
  }
  const latest = runs.at(-1);
  return latest === undefined
    ? err(`there is no run in ${stateDir}: start one with "wingman run"`)
    : ok(latest);
}
