import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeMessage, writeQuestion } from '../../../src/engine/approval/channels/inbox.ts';
import { anApproval } from '../../support/fake-run.ts';
import { tempFolder } from '../../support/temp.ts';

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
