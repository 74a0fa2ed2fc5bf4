import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openUsageAccounts } from '../../bench/support/run-usage.ts';
import { startUsageSampler } from '../../bench/support/usage-sampler.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

/** Works for a while, then holds a megabyte more; says when, and ends when its input does. */
const RUNNER = `
const end = Date.now() + 50;
while (Date.now() < end);
globalThis.kept = Buffer.alloc(1 << 20, 1);
process.stdin.resume().on('end', () => process.exit());
console.log('ready');
`;
/** Starts a check and the runner as an engine does, and ends them when its input ends. */
const ENGINE = `
import { spawn } from 'node:child_process';
const check = spawn('sh', ['-c', 'read line'], { stdio: ['pipe', 'ignore', 'ignore'] });
const runner = spawn(process.execPath, [process.argv[2]], { stdio: ['pipe', 'inherit', 'inherit'] });
console.log(runner.pid);
process.stdin.resume().on('end', () => { check.stdin.end(); runner.stdin.end(); });
`;

describe('what a run has used', () => {
  it.skipIf(process.platform !== 'linux')('is that of the engine and of its runner', async () => {
    const root = tempFolder();
    const runnerFile = join(root, 'dist', 'runner', 'main.mjs');
    writeFiles(root, { 'dist/runner/main.mjs': RUNNER, 'dist/engine.mjs': ENGINE });
    const accounts = await openUsageAccounts(join(tempFolder(), 'usage'));
    const engine = spawn(
      process.execPath,
      [...accounts.nodeFlags, join(root, 'dist', 'engine.mjs'), runnerFile],
      { env: { ...process.env, ...accounts.env }, stdio: ['pipe', 'pipe', 'inherit'] },
    );
    onTestFinished(() => void engine.kill('SIGKILL'));
    const closed = once(engine, 'close');
    const lines = createInterface({ input: engine.stdout })[Symbol.asyncIterator]();
    const said = [(await lines.next()).value, (await lines.next()).value] as string[];
    const sampler = startUsageSampler(engine.pid ?? 0, root);
    const sampled = sampler.stop();
    engine.stdin.end();
    expect(await closed).toEqual([0, null]);

    expect(said[1]).toBe('ready');
    expect(sampled.runner?.pid).toBe(Number(said[0]));
    const usage = accounts.settle(sampled, engine.pid ?? 0);
    expect(usage.runner).toMatchObject({ cpuSeconds: sampled.runner?.cpuSeconds });
    // The engine's own account was written at its end, after the last look.
    expect(usage.engine.cpuSeconds).toBeGreaterThanOrEqual(sampled.engine?.cpuSeconds ?? Infinity);
    expect(usage.cpuSeconds).toBeCloseTo(usage.engine.cpuSeconds + (usage.runner?.cpuSeconds ?? 0), 6);
    expect(usage.peakBytes).toBeGreaterThan(usage.engine.peakBytes);
  });

  it('is unknown where nothing was seen and no account was left', async () => {
    const accounts = await openUsageAccounts(join(tempFolder(), 'usage'));
    expect(() =>
      accounts.settle({ engine: null, runner: null, peakTogetherBytes: 0, sharedBytes: 0 }, 1),
    ).toThrow('nothing');
  });

  it('is that of the account alone where there is no /proc', async () => {
    const dir = join(tempFolder(), 'usage');
    const accounts = await openUsageAccounts(dir);
    const account = { cpuSeconds: 2, peakBytes: 100 };
    writeFiles(dir, { '7.json': JSON.stringify(account) });
    expect(accounts.settle({ engine: null, runner: null, peakTogetherBytes: 0, sharedBytes: 0 }, 7)).toEqual({
      engine: account,
      runner: null,
      ...account,
      sharedBytes: 0,
    });
  });
});
