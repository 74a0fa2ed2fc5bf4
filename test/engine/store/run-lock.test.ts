import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockRun, runHolder } from '../../../src/engine/store/run-lock.ts';
import { errorOf, valueOf } from '../../support/rig.ts';
import { tempFolder } from '../../support/temp.ts';

describe('the lock', () => {
  it('is held by one engine at a time', () => {
    const dir = tempFolder();
    const release = valueOf(lockRun(dir));
    expect(errorOf(lockRun(dir))).toEqual({ pid: process.pid });
    expect(runHolder(dir)).toBe(process.pid);
    release();
    expect(runHolder(dir)).toBeNull();
    valueOf(lockRun(dir))();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('does not count when its process is dead', () => {
    const dir = tempFolder();
    const { pid } = spawnSync('true');
    writeFileSync(join(dir, 'engine.lock'), JSON.stringify({ pid, startedAt: '123' }));
    expect(runHolder(dir)).toBeNull();
    valueOf(lockRun(dir))();
  });

  it.skipIf(!existsSync('/proc'))(
    'does not count when another process has its number (skipped where there is no /proc)',
    () => {
      const dir = tempFolder();
      const other = spawn('sleep', ['1000'], { stdio: 'ignore' });
      onTestFinished(() => {
        other.kill('SIGKILL');
      });
      writeFileSync(join(dir, 'engine.lock'), JSON.stringify({ pid: other.pid, startedAt: '1' }));
      expect(runHolder(dir)).toBeNull();
      valueOf(lockRun(dir))();
    },
  );

  it('does not count when it holds nothing', () => {
    const dir = tempFolder();
    writeFileSync(join(dir, 'engine.lock'), '');
    valueOf(lockRun(dir))();
  });
});
