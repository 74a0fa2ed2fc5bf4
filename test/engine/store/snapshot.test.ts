import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bench, created, one, started } from './support.ts';

describe('the snapshot', () => {
  it('writes what changed, a quarter of a second later, one file a worker', async () => {
    const { runDir, record, clock, snapshot } = await bench();
    record(created);
    record(started());
    expect(existsSync(join(runDir, 'run.json'))).toBe(false);
    clock.advance(250);
    await snapshot.close();
    expect(readdirSync(join(runDir, 'workers'))).toEqual([`${one}.json`]);
    const saved = JSON.parse(readFileSync(join(runDir, 'run.json'), 'utf8')) as {
      version: number;
      state: { run: string };
    };
    expect(saved).toMatchObject({ version: 1, state: { run: 'r' } });
    expect(clock.pending()).toBe(0);
  });
});
