import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sampleProcess } from '../../bench/support/process-stat.ts';
import { startUsageSampler, type UsageSampler } from '../../bench/support/usage-sampler.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

const MB = 2 ** 20;

interface FakeProcess {
  readonly pid: number;
  readonly words: readonly string[];
  /** Hundredths of a second in user and in system mode. */
  readonly ticks: readonly [number, number];
  readonly residentMb: number;
  readonly peakMb: number;
  /** Of the resident memory that of files. */
  readonly fileMb?: number;
  readonly bornAt?: number;
  readonly children?: readonly number[];
}

/** Writes a process as Linux shows it below /proc; its name has a bracket and a blank, as any program's may. */
function put(proc: string, fake: FakeProcess): void {
  const { pid, words, ticks, residentMb, peakMb, fileMb = 30, bornAt = 5, children = [] } = fake;
  const between = Array.from({ length: 10 }, () => '0').join(' ');
  const stat = `${pid} (no) (de) S ${between} ${ticks.join(' ')} 77 88 20 0 11 0 ${bornAt} 1 1 1`;
  writeFiles(join(proc, String(pid)), {
    stat: `${stat}\n`,
    status: `Name:\tnode\nVmHWM:\t${peakMb * 1024} kB\nVmRSS:\t${residentMb * 1024} kB\nRssFile:\t${fileMb * 1024} kB\n`,
    cmdline: words.map((word) => `${word}\0`).join(''),
    [`task/${pid}/children`]: children.map((child) => `${child} `).join(''),
    'task/999/children': '',
  });
}

const engine: FakeProcess = {
  pid: 10,
  words: ['node', '/wingman/bin/wingman', 'run'],
  ticks: [100, 50],
  residentMb: 80,
  peakMb: 90,
  children: [20, 30],
};
const check: FakeProcess = {
  pid: 20,
  words: ['bash', '-c', 'pytest tests/runner'],
  ticks: [900, 0],
  residentMb: 500,
  peakMb: 500,
};
const runner: FakeProcess = {
  pid: 30,
  words: ['node', '--no-warnings', '/wingman/dist/engine/runner/main.js'],
  ticks: [30, 10],
  residentMb: 40,
  peakMb: 45,
};

function watch(proc: string, root = '/wingman'): UsageSampler {
  const sampler = startUsageSampler(engine.pid, root, proc);
  onTestFinished(() => void sampler.stop());
  return sampler;
}

describe('a process', () => {
  it('is read without its children', () => {
    const proc = tempFolder();
    put(proc, engine);
    expect(sampleProcess(10, proc)).toEqual({
      cpuSeconds: 1.5,
      residentBytes: 80 * MB,
      peakBytes: 90 * MB,
      fileBytes: 30 * MB,
      bornAt: 5,
    });
  });

  it('is nothing once it is gone or only its status is left', () => {
    const proc = tempFolder();
    expect(sampleProcess(10, proc)).toBeNull();
    put(proc, engine);
    writeFiles(join(proc, '10'), { status: 'Name:\tnode\nState:\tZ (zombie)\n' });
    expect(sampleProcess(10, proc)).toBeNull();
  });

  it.skipIf(process.platform !== 'linux')('can be this one', () => {
    const sample = sampleProcess(process.pid);
    expect(sample?.residentBytes).toBeGreaterThan(10 * MB);
    expect(sample?.peakBytes).toBeGreaterThanOrEqual(sample?.residentBytes ?? Infinity);
    expect(sample?.cpuSeconds).toBeGreaterThan(0);
  });
});

describe('an engine', () => {
  it('is watched alone where it starts everything itself', () => {
    const proc = tempFolder();
    put(proc, { ...engine, children: [20] });
    put(proc, check);
    expect(watch(proc).look()).toMatchObject({
      engine: { pid: 10, cpuSeconds: 1.5 },
      runner: null,
      peakTogetherBytes: 80 * MB,
      sharedBytes: 0,
    });
  });

  it('is watched with its runner, which is none of its checks', () => {
    const proc = tempFolder();
    for (const fake of [engine, check, { ...runner, fileMb: 25 }]) put(proc, fake);
    expect(watch(proc).look()).toMatchObject({
      sharedBytes: 25 * MB,
      engine: { pid: 10 },
      runner: { pid: 30, cpuSeconds: 0.4, peakBytes: 45 * MB },
      peakTogetherBytes: 120 * MB,
    });
  });

  it('has no runner in a folder that is called so', () => {
    const proc = tempFolder();
    const words = ['node', '/home/runner/wingman/dist/cli/main.js'];
    put(proc, { ...engine, children: [30] });
    put(proc, { ...runner, words });
    expect(watch(proc, '/home/runner/wingman').look().runner).toBeNull();
  });

  it('finds a runner that comes later, and keeps what a runner had when it was last seen', () => {
    const proc = tempFolder();
    put(proc, { ...engine, children: [] });
    const sampler = watch(proc);
    expect(sampler.look().runner).toBeNull();
    put(proc, engine);
    put(proc, runner);
    sampler.look();
    put(proc, { ...runner, ticks: [80, 20] });
    sampler.look();
    rmSync(join(proc, '30'), { recursive: true });
    expect(sampler.look().runner).toMatchObject({ cpuSeconds: 1 });
    put(proc, { ...check, pid: 30, bornAt: 6 });
    expect(sampler.look()).toMatchObject({ runner: { cpuSeconds: 1 }, peakTogetherBytes: 120 * MB });
  });

  it('has the most memory of one moment, not the sum of two', () => {
    const proc = tempFolder();
    for (const fake of [engine, runner]) put(proc, fake);
    const sampler = watch(proc);
    put(proc, { ...engine, residentMb: 90 });
    put(proc, { ...runner, residentMb: 10 });
    sampler.look();
    put(proc, { ...engine, residentMb: 20 });
    put(proc, { ...runner, residentMb: 45 });
    expect(sampler.look().peakTogetherBytes).toBe(120 * MB);
  });
});
