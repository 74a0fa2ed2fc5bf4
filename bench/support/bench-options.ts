import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../src/engine/domain/result.ts';

export const PARTS = ['exercises', 'synthetic', 'slow', 'lint'] as const;
export type Part = (typeof PARTS)[number];

/** What `npm run bench` was asked for. */
export interface BenchOptions {
  readonly parts: ReadonlySet<Part>;
  /** Sizes of the synthetic phase and of the slow one; null for the size that each has unless told. */
  readonly workers: readonly number[] | null;
  readonly slots: number;
  readonly concurrency: number;
  readonly answerMs: number;
  readonly rounds: number;
  /** A commit that is measured in turns with this checkout. */
  readonly old: string | null;
  readonly sources: boolean;
  readonly profile: string | null;
}

export const HELP = `What a run costs beside the work itself.

  npm run bench                                  34 exercises, 100 synthetic workers, lint
  npm run bench -- --old 1f143b1                 the same, a commit and this checkout in turns
  npm run bench -- --old 1f143b1 --rounds 3      three times each; the middle run counts
  npm run bench -- --only synthetic --workers 100,1000
  npm run bench -- --only slow                   a model that takes 20 s an answer, 225 workers, 50 at once
  npm run bench -- --only slow --workers 30 --concurrency 10 --answer-seconds 2
  npm run bench -- --only synthetic --sources --cpu-prof DIR
  npm run bench:screen -- --help                 memory and keys with the screen on

  --only LIST           exercises, synthetic, slow, lint, with commas; slow only where it is named
  --workers LIST        sizes of the synthetic phase (100) and of the slow one (225)
  --slots N             sets of checks at once (2)
  --concurrency N       workers at once (50)
  --answer-seconds S    what the slow model takes for an answer (20)
  --old REF             builds that commit in a scratch folder and measures it in turns with this checkout
  --rounds N            runs of each (1)
  --sources             this checkout's sources in place of its build: slower, but with the sources' lines
  --cpu-prof DIR        writes a CPU profile of this checkout's engine there`;

const number = (text: string | undefined, preset: number): number =>
  text === undefined ? preset : Number(text);
const isPart = (name: string): name is Part => PARTS.some((part) => part === name);

/** Reads the command line; null where help is wanted, a sentence where something is wrong. */
export function readBenchOptions(words: readonly string[]): Result<BenchOptions | null, string> {
  const parsed = parse(words);
  if (!parsed.ok) return parsed;
  const values = parsed.value;
  if (values.help === true) return ok(null);
  const names = (values.only ?? 'exercises,synthetic,lint').split(',');
  const unknown = names.find((name) => !isPart(name));
  if (unknown !== undefined) return err(`--only: there is no ${unknown}; there are ${PARTS.join(', ')}`);
  const workers = values.workers?.split(',').map(Number) ?? null;
  const slots = number(values.slots, 2);
  const concurrency = number(values.concurrency, 50);
  const rounds = number(values.rounds, 1);
  const counts = Object.entries({
    workers: workers ?? [],
    slots: [slots],
    concurrency: [concurrency],
    rounds: [rounds],
  });
  for (const [name, list] of counts)
    if (list.some((count) => !Number.isInteger(count) || count < 1))
      return err(`--${name}: write a whole number of at least 1`);
  const answerMs = number(values['answer-seconds'], 20) * 1000;
  if (!(answerMs > 0)) return err('--answer-seconds: write a number above 0');
  return ok({
    parts: new Set(names.filter(isPart)),
    workers,
    ...{ slots, concurrency, answerMs, rounds },
    old: values.old ?? null,
    sources: values.sources === true,
    profile: values['cpu-prof'] ?? null,
  });
}

function parse(words: readonly string[]) {
  try {
    return ok(
      parseArgs({
        args: [...words],
        options: {
          help: { type: 'boolean' },
          only: { type: 'string' },
          workers: { type: 'string' },
          slots: { type: 'string' },
          concurrency: { type: 'string' },
          'answer-seconds': { type: 'string' },
          old: { type: 'string' },
          rounds: { type: 'string' },
          sources: { type: 'boolean' },
          'cpu-prof': { type: 'string' },
        },
      }).values,
    );
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
