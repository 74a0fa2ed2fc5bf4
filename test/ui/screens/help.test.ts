import { describe, expect, it } from 'vitest';
import { keySections } from '../../../src/ui/keys/key-sections.ts';
import { textOf } from '../../../src/ui/line.ts';
import { dashboard } from '../../../src/ui/screens/dashboard/dashboard.ts';
import { gate } from '../../../src/ui/screens/gate/gate.ts';
import { helpLines } from '../../../src/ui/screens/help/help-lines.ts';
import { help } from '../../../src/ui/screens/help/help.ts';
import { SCREENS } from '../../../src/ui/screens/registry.ts';
import { worker } from '../../../src/ui/screens/worker/worker.ts';
import { aWorker, fakeRun } from '../../support/fake-run.ts';
import { openRig } from '../rig.ts';

describe('the help', () => {
  it('lists every key at 80x24, scrolled', async () => {
    const { terminal, press } = await openRig(fakeRun([aWorker(1)]));
    await press('?');
    const first = terminal.text();
    await press('G');
    const all = `${first}\n${terminal.text()}`;
    for (const { keys } of keySections(SCREENS)) {
      for (const key of keys) expect(all).toContain(key.help);
    }
    await press('?');
    expect(terminal.screen()[5]).toMatch(/^› 001/);
  });

  it('tells of each key once, under titles in the order in which a person needs them', () => {
    expect(
      helpLines(keySections([gate, dashboard, worker, help]))
        .map(textOf)
        .join('\n'),
    ).toBe(`Moving
  ↑ k         up
  ↓ j         down
  PgUp        page up; at the gate, in the evidence
  PgDn        page down; the same
  g Home      first
  G End       last
  Enter       open the selected worker
  Esc         back

The run
  p           pause, go on
  R           retry the selected worker: escalated, failed or lacking something
  E           escalate the selected running worker
  W           waive a check of the selected worker, with a reason
  q           stop (resumable)
  ?           these keys

While a command waits for approval
  y           approve the command on the card
  n           deny it
  Tab         next approval
  ← [         scroll the command up
  → ]         scroll it down

At the review gate
  a           approve the phase: merge it
  r           reject the phase
  Space       mark a worker
  w           send the marked workers back

When asked
  y           yes
  n Esc       no

Always
  Ctrl+C      stop at once (resumable)`);
  });
});
