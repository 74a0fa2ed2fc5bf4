import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../../src/engine/domain/event.ts';
import { readJournal } from '../../../src/engine/store/journal.ts';
import { accepted, bench, created, one, started } from './support.ts';

describe('what is recorded', () => {
  it('is in the journal before listeners hear of it, numbered without gaps; streams are not in it', async () => {
    const { runDir, record, heard, state } = await bench();
    for (const event of [
      created,
      started(),
      { type: 'model-text', worker: one, attempt: 1, text: 'x' } as const,
      accepted,
    ])
      record(event);
    const { events } = readJournal(join(runDir, 'journal.jsonl'));
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'run-created'],
      [2, 'attempt-started'],
      [3, 'worker-accepted'],
    ]);
    expect(heard).toHaveLength(4);
    expect(state.workers.get(one)?.status.state).toBe('accepted');
  });

  it('holds no secret, whichever field of an event it was in', async () => {
    const { runDir, record, heard } = await bench(undefined, ['sk-secret-value']);
    record(created);
    record({
      type: 'attempt-failed',
      worker: one,
      attempt: 1,
      failure: { reason: 'workspace', detail: 'key sk-secret-value' },
    });
    expect(readFileSync(join(runDir, 'journal.jsonl'), 'utf8')).not.toContain('sk-secret-value');
    expect(JSON.stringify(heard)).not.toContain('sk-secret-value');
  });

  it('keeps text that only looks like a key, and field names that equal a secret', async () => {
    const { runDir, record } = await bench(undefined, ['sk-secret-value', 'paths']);
    const paths = ['src/sk-widgets/part.py', "print('basic functionality works')"];
    const changed: EventBody = { type: 'worktree-changed', worker: one, attempt: 1, paths };
    record(changed);
    record({ ...changed, paths: ['sk-secret-value', 'all paths'] });
    expect(readJournal(join(runDir, 'journal.jsonl')).events).toMatchObject([
      { paths },
      { paths: ['[redacted]', 'all [redacted]'] },
    ]);
  });
});
