import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../src/engine/store/journal.ts';
import { bench, created, one, started } from './support.ts';

describe('the journal', () => {
  it('loses at most the line that a kill cut off, and appends after the whole ones', async () => {
    const { runDir, record } = await bench();
    record(created);
    record(started());
    const file = join(runDir, 'journal.jsonl');
    const whole = readFileSync(file, 'utf8');
    const torn = whole.split('\n')[1]?.slice(0, -9) ?? '';
    for (const rest of ['{', torn, `${torn.slice(0, 30)}é`, '\u0000\u0000']) {
      writeFileSync(file, whole + rest);
      const next = await bench(runDir);
      next.record({ type: 'attempt-interrupted', worker: one, attempt: 1 });
      next.journal.close();
      const { events } = readJournal(file);
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(readFileSync(file, 'utf8').startsWith(whole)).toBe(true);
    }
  });
});
