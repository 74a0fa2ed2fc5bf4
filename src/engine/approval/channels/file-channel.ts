import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Approval } from '../../domain/approval.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Channel } from '../channel.ts';

/** What a second terminal writes for a running engine to read. An answer carries the hash of what it answers. */
const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('approve'), id: z.string(), hash: z.string(), by: z.string() }),
  z.strictObject({ type: z.literal('deny'), id: z.string(), hash: z.string(), by: z.string() }),
  z.strictObject({
    type: z.literal('waive'),
    worker: z.string(),
    check: z.number().int().min(0),
    reason: z.string().min(1),
    by: z.string(),
  }),
  z.strictObject({ type: z.literal('retry'), worker: z.string() }),
  z.strictObject({
    type: z.literal('gate'),
    by: z.string(),
    answer: z.discriminatedUnion('decision', [
      z.strictObject({ decision: z.literal('approve') }),
      z.strictObject({ decision: z.literal('reject') }),
      z.strictObject({ decision: z.literal('rework'), workers: z.array(z.string()).readonly() }),
    ]),
  }),
]);

export type InboxMessage = z.output<typeof messageSchema>;

const POLL_MS = 500;

/** Leaves a message for the engine at work on a run. */
export function writeMessage(runDir: string, message: InboxMessage): void {
  writeFile(runDir, `${nameOf(message)}.answer.json`, JSON.stringify(message));
}

/**
 * Writes a file as a whole or not at all, readable by the user alone. Its temporary name does not end like a message's.
 */
function writeFile(runDir: string, name: string, text: string): void {
  const folder = join(runDir, 'approvals');
  mkdirSync(folder, { recursive: true });
  writeFileAtomic.sync(join(folder, name), text, { mode: 0o600 });
}

function nameOf(message: InboxMessage): string {
  switch (message.type) {
    case 'gate':
      return 'gate';
    case 'waive':
      return `waive-${message.worker}-${message.check}`;
    case 'retry':
      return `retry-${message.worker}`;
    case 'approve':
    case 'deny':
      return message.id;
  }
}

/** Writes an approval where a second terminal looks for it. */
export function writeQuestion(runDir: string, approval: Approval): void {
  writeFile(runDir, `${approval.id}.json`, `${JSON.stringify(approval, null, 2)}\n`);
}

/** Approvals and answers as files in the run's folder, for a second terminal. */
export function fileChannel(runDir: string, clock: Clock): Channel {
  const folder = join(runDir, 'approvals');
  return {
    ask: (approval) => writeQuestion(runDir, approval),
    listen(send) {
      let cancel = (): void => undefined;
      const poll = (): void => {
        for (const name of list(folder)) {
          const message = take(join(folder, name));
          if (message !== null) send(message);
        }
        cancel = clock.after(POLL_MS, poll);
      };
      poll();
      return () => cancel();
    },
  };
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.answer.json') && !name.startsWith('.'));
  } catch {
    return [];
  }
}

/** Reads and removes a message; null for one that cannot be read. */
function take(file: string): InboxMessage | null {
  try {
    const message = messageSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return message.success ? message.data : null;
  } catch {
    return null;
  } finally {
    rmSync(file, { force: true });
  }
}
