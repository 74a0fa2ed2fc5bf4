/**
 * Kills the engine with SIGKILL at seeded moments of a run, goes on each time, and shows what came of it:
 * `node bench/kill-resume.ts [--times 20] [--seed 1]`.
 */
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { killAndResume } from './support/kill-and-resume.ts';

const CORPUS = resolve(import.meta.dirname, '../../shared/corpus/exercises-python');
/** Slow enough that a kill finds workers at their models too, fast enough that one run takes about a minute. */
const TOKENS_PER_SECOND = 2_000;

/** A scratch Git repo with the corpus's exercises, one commit on `main`. */
async function copyExercises(dir: string): Promise<void> {
  await cp(join(CORPUS, 'repo'), dir, { recursive: true });
  const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  await execa('chmod', ['-R', 'u+w', dir]);
  await execa('git', ['init', '--quiet', '-b', 'main'], { cwd: dir, env });
  await execa('git', ['add', '--all'], { cwd: dir, env });
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost'];
  await execa('git', [...identity, 'commit', '--quiet', '-m', 'start'], { cwd: dir, env });
}

const { values } = parseArgs({ options: { times: { type: 'string' }, seed: { type: 'string' } } });
if (!existsSync(join(CORPUS, 'workers'))) {
  process.stdout.write(`no exercises in ${CORPUS}: nothing was run\n`);
} else {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'wingman-kill-')));
  try {
    await mkdir(join(scratch, 'repo'));
    await copyExercises(join(scratch, 'repo'));
    const verdict = await killAndResume({
      scratch,
      repo: join(scratch, 'repo'),
      workersDir: join(CORPUS, 'workers'),
      answersDir: join(CORPUS, 'answers'),
      workers: 34,
      times: Number(values.times ?? 20),
      seed: Number(values.seed ?? 1),
      tokensPerSecond: TOKENS_PER_SECOND,
      say: (line) => process.stdout.write(`${line}\n`),
    });
    for (const violation of verdict.violations) process.stdout.write(`VIOLATION: ${violation}\n`);
    const { kills, accepted, workers } = verdict;
    const end =
      verdict.violations.length === 0 ? 'all as promised' : `${verdict.violations.length} violations`;
    process.stdout.write(`${kills} kills, ${accepted} of ${workers} workers accepted: ${end}\n`);
    process.exitCode = verdict.violations.length === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
