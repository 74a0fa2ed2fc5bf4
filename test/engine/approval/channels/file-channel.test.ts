import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../../src/engine/domain/command.ts';
import {
  fileChannel,
  writeMessage,
  writeQuestion,
} from '../../../../src/engine/approval/channels/file-channel.ts';
import { anApproval } from '../../../support/fake-run.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { tempFolder, writeFiles } from '../../../support/temp.ts';

it('holds questions and answers that only the user can read, and nothing half written', () => {
  const runDir = tempFolder();
  const approval = anApproval('A1');
  writeQuestion(runDir, approval);
  writeMessage(runDir, { type: 'deny', id: 'A1', hash: approval.hash, by: 'p' });
  // A second answer replaces the first.
  writeMessage(runDir, { type: 'approve', id: 'A1', hash: approval.hash, by: 'p' });
  const folder = join(runDir, 'approvals');
  expect(readdirSync(folder).sort()).toEqual(['A1.answer.json', 'A1.json']);
  const [answer, question] = ['A1.answer.json', 'A1.json'].map(
    (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown,
  );
  expect(question).toEqual(approval);
  expect(answer).toMatchObject({ type: 'approve', id: 'A1' });
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

describe('the channel of files', () => {
  const listen = (runDir: string) => {
    const clock = fakeClock();
    const commands: Command[] = [];
    const close = fileChannel(runDir, clock).listen((command) => commands.push(command));
    return { clock, commands, close };
  };
  const rework = { decision: 'rework', workers: ['WORKER_001'] } as const;

  it('passes on each message once with its hash, also one from before the engine started', () => {
    const runDir = tempFolder();
    writeMessage(runDir, { type: 'approve', id: 'A1', hash: 'h', by: 'p' });
    const { clock, commands, close } = listen(runDir);
    expect(commands).toEqual([{ type: 'approve', id: 'A1', hash: 'h', by: 'p' }]);
    writeMessage(runDir, { type: 'gate', by: 'p', answer: rework });
    clock.advance(500);
    clock.advance(500);
    expect(commands.slice(1)).toEqual([{ type: 'gate', by: 'p', answer: rework }]);
    close();
    expect(clock.pending()).toBe(0);
  });

  it('ignores a message of another form', () => {
    const runDir = tempFolder();
    writeFiles(join(runDir, 'approvals'), {
      'w.answer.json': '{"type":"approve","id":"A1","by":"p"}',
      'x.answer.json': '{"type":"stop"}',
      'y.answer.json': '{',
      'z.txt': 'kept',
    });
    const { commands, close } = listen(runDir);
    close();
    expect(commands).toEqual([]);
    expect(readdirSync(join(runDir, 'approvals'))).toEqual(['z.txt']);
  });
});
