import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../src/engine/domain/approval.ts';
import {
  APPROVAL_TIMEOUT_MS,
  createApprovalDesk,
  hashOperation,
  type ApprovalRequest,
} from '../../../src/engine/approval/desk.ts';
import { fileChannel } from '../../../src/engine/approval/channels/file-channel.ts';
import type { EventBody } from '../../../src/engine/domain/event.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp.ts';

const request: ApprovalRequest = {
  ...{ kind: 'check', worker: 'WORKER_001', attempt: 1, command: 'rm -r x' },
  ...{ risk: 'high', reason: 'It deletes.' },
};

const HASH = hashOperation('r', request);

function bench(asked = 0) {
  const clock = fakeClock();
  const runDir = tempFolder();
  const events: EventBody[] = [];
  const desk = createApprovalDesk({
    run: 'r',
    channels: [fileChannel(runDir, clock)],
    clock,
    asked,
    dispatch: (event) => events.push(event),
  });
  return { clock, runDir, events, desk };
}

describe('a question', () => {
  it('waits 300 seconds, not one less, and then counts as unanswered', async () => {
    const { clock, desk, events } = bench();
    const asking = desk.ask(request, new AbortController().signal);
    clock.advance(299_999);
    // The desk records an answer in the moment in which it takes it.
    expect(events.map(({ type }) => type)).toEqual(['approval-requested']);
    clock.advance(1);
    expect(events.map(({ type }) => type)).toEqual(['approval-requested', 'approval-answered']);
    expect(await asking).toEqual({ type: 'timeout' });
    expect(APPROVAL_TIMEOUT_MS).toBe(300_000);
  });

  it('takes the first answer and ignores any after it', async () => {
    const { clock, desk, events } = bench();
    const asking = desk.ask(request, new AbortController().signal);
    expect(desk.answer('A1', HASH, { type: 'denied', by: 'first' })).toBe(true);
    expect(desk.answer('A1', HASH, { type: 'approved', by: 'second' })).toBe(false);
    expect(await asking).toEqual({ type: 'denied', by: 'first' });
    clock.advance(1_000_000);
    expect(events.filter(({ type }) => type === 'approval-answered')).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  it('ignores an answer that was given to another operation', async () => {
    const { desk, events } = bench();
    const abort = new AbortController();
    const asking = desk.ask(request, abort.signal);
    const other = hashOperation('r', { ...request, command: 'rm -r y' });
    expect(desk.answer('A1', other, { type: 'approved', by: 'x' })).toBe(false);
    expect(events.map(({ type }) => type)).toEqual(['approval-requested']);
    abort.abort();
    expect(await asking).toBeNull();
  });

  it('ignores an answer to another approval', async () => {
    const { desk } = bench();
    const abort = new AbortController();
    const asking = desk.ask(request, abort.signal);
    expect(desk.answer('A2', HASH, { type: 'approved', by: 'x' })).toBe(false);
    abort.abort();
    expect(await asking).toBeNull();
  });

  it('ends without an answer when the attempt ends, and leaves no timer', async () => {
    const { clock, desk, events } = bench();
    const abort = new AbortController();
    const asking = desk.ask(request, abort.signal);
    abort.abort();
    expect(await asking).toBeNull();
    expect(clock.pending()).toBe(0);
    expect(desk.answer('A1', HASH, { type: 'approved', by: 'late' })).toBe(false);
    expect(events.map(({ type }) => type)).toEqual(['approval-requested']);
    expect(await desk.ask(request, abort.signal)).toBeNull();
  });

  it('has an id that no earlier engine used, and is saved for a second terminal', async () => {
    const { desk, runDir, clock } = bench(4);
    const abort = new AbortController();
    const asking = desk.ask(request, abort.signal);
    const saved = JSON.parse(readFileSync(join(runDir, 'approvals', 'A5.json'), 'utf8')) as Approval;
    expect(saved).toMatchObject({ ...request, id: 'A5', expiresAt: clock.now() + 300_000 });
    abort.abort();
    await asking;
  });

  it('has a hash that differs for another run, worker, attempt or command', () => {
    const hashes = [
      hashOperation('r', request),
      hashOperation('r2', request),
      hashOperation('r', { ...request, worker: 'WORKER_002' }),
      hashOperation('r', { ...request, attempt: 2 }),
      hashOperation('r', { ...request, command: 'rm -r x ' }),
      hashOperation('r', { ...request, kind: 'stage' }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashOperation('r', { ...request, risk: 'low', reason: 'other words' })).toBe(hashes[0]);
  });
});
