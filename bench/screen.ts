/**
 * What the screen costs while a phase is at work: a real terminal of 160 by 50, with 34 workers whose models write all
 * the time. Prints how the engine's resident memory moves and how long keys take:
 * `npm run bench:screen [-- --minutes 10 --workers 34 --tps 20 --seed 1 --root DIR]`; `--root` is another checkout,
 * built. Needs Linux, for /proc.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtProduct, ROOT } from './support/product.ts';
import { keyLines, memoryLines } from './support/screen-lines.ts';
import { runWithScreen } from './support/screen-run.ts';

const HELP = `What the screen costs while a phase is at work, on a real terminal of 160 by 50.

  npm run bench:screen                    10 minutes with 34 workers
  npm run bench:screen -- --minutes 1 --workers 8

  --minutes M    how long to look (10); memory counts after the first, or the first quarter of a shorter look
  --workers N    workers whose models write all the time (34)
  --tps N        tokens a second of each model (20)
  --seed N       of the keys and their moments (1)
  --root DIR     another checkout, built, in place of this one`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    minutes: { type: 'string' },
    workers: { type: 'string' },
    tps: { type: 'string' },
    seed: { type: 'string' },
    root: { type: 'string' },
  },
});
const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

async function main(): Promise<void> {
  const minutes = Number(values.minutes ?? 10);
  const workers = Number(values.workers ?? 34);
  const tokensPerSecond = Number(values.tps ?? 20);
  const seed = Number(values.seed ?? 1);
  if (!(minutes > 0 && workers >= 1 && tokensPerSecond > 0)) {
    print([HELP]);
    process.exitCode = 2;
    return;
  }
  // What is started here ends here, also when somebody cannot wait.
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => abort.abort());
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'wingman-screen-')));
  try {
    const load = `load ${(loadavg()[0] ?? 0).toFixed(1)} before it`;
    print([`${availableParallelism()} cores, ${load}, Node ${process.version}`, '']);
    const product = builtProduct('new', values.root ?? ROOT);
    const conditions = { workers, minutes, tokensPerSecond, seed };
    const run = await runWithScreen(product, scratch, conditions, abort.signal);
    const warmUpMs = Math.min(60_000, (minutes * 60_000) / 4);
    print([
      `screen: ${minutes} min, ${run.runningThroughout} of ${workers} workers running throughout, ${tokensPerSecond} tokens a second each`,
      ...memoryLines(run.memory, warmUpMs),
      ...keyLines(run.keys),
      ...(run.wasCutShort ? ['CUT SHORT: the figures are not of the whole time'] : []),
      ...run.leftOver.map((process) => `LEFT OVER: ${process}`),
    ]);
    const isSound = run.runningThroughout === workers && run.leftOver.length === 0 && !run.wasCutShort;
    process.exitCode = isSound ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (values.help === true) print([HELP]);
else await main();
