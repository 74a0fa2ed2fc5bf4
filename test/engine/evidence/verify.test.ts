import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../../src/engine/domain/event.ts';
import { verifyEvidence } from '../../../src/engine/evidence/verify.ts';
import { testGit } from '../../support/runner.ts';
import { journalOf, makeRig, type Rig } from '../../support/rig.ts';

const CHECK = 'test -f README.md';
const workers = [
  // Passes before the work, too: it proves nothing.
  { number: 1, files: { 'part.py': 'VALUE = 1\n' }, checks: CHECK },
  { number: 2, files: { 'other.py': 'VALUE = 2\n' }, checks: 'python3 -c "import other"' },
];

/** What verification finds, a line each. */
async function found(rig: Rig, runDir: string): Promise<readonly string[]> {
  const findings = await verifyEvidence(runDir, testGit(rig.repo.dir));
  return findings.map(({ worker, what }) => `${worker}: ${what}`);
}

/** Changes one file for as long as it is verified. */
async function foundAfter(rig: Rig, runDir: string, file: string, change: (text: string) => string) {
  const path = join(runDir, file);
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
  const findings = await found(rig, runDir);
  writeFileSync(path, text);
  return findings;
}

type Saved = Record<string, never> & { state: Record<string, never> };

/** Sets a field of a saved state, by its path. */
const set =
  (path: readonly (string | number)[], value: unknown) =>
  (text: string): string => {
    const saved = JSON.parse(text) as Saved;
    let at: Record<string | number, unknown> = saved.state;
    for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
    at[path.at(-1) ?? ''] = value;
    return JSON.stringify(saved);
  };

describe('verification of the saved state', () => {
  it('names the file and the field of every forgery, and finds nothing without one', async () => {
    const rig = await makeRig({ workers });
    const run = await rig.start({ gate: 'stop' });
    expect(await run.finished).toMatchObject({ outcome: 'waiting', proven: 1, unproven: 1 });
    const { runDir } = run.prepared;
    expect(await found(rig, runDir)).toEqual([]);

    const one = 'workers/WORKER_001.json';
    const forgeries: readonly [string, string, readonly (string | number)[], unknown][] = [
      [one, 'WORKER_001', ['status', 'verdict'], 'proven'],
      [one, 'WORKER_001', ['attempts', 0, 'before', 0, 'status'], 'red'],
      [one, 'WORKER_001', ['attempts', 0, 'checks', 0, 'command'], 'pytest'],
      [one, 'WORKER_001', ['waived'], [{ check: 0, reason: 'x', by: 'y' }]],
      ['run.json', 'run', ['gate', 'proven'], 2],
      ['run.json', 'run', ['counts', 'accepted'], 3],
    ];
    for (const [file, worker, path, value] of forgeries) {
      const name = path.reduce<string>((all, key) => all + (key === 0 ? '[0]' : `.${key}`), 'state');
      const line = `${worker}: ${file}: ${name} is not what the journal says`;
      expect(await foundAfter(rig, runDir, file, set(path, value))).toEqual([line]);
    }
    const proof = await foundAfter(rig, runDir, one, set(['attempts', 0, 'proof'], [0]));
    expect(proof).toEqual([
      'WORKER_001: workers/WORKER_001.json: state.attempts[0].proof is not what the journal says',
    ]);
    // A state that claims to be as new as can be is not believed either.
    const newest = (text: string): string => set(['seq'], 1e9)(set(['status', 'verdict'], 'proven')(text));
    expect(await foundAfter(rig, runDir, one, newest)).toHaveLength(1);
    expect(await found(rig, runDir)).toEqual([]);
  });

  it('compares the journal with the records that were sealed from it', async () => {
    const rig = await makeRig({ workers });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    const { runDir } = run.prepared;
    // The state's files and the events forged alike, all but the sealed records.
    for (const file of ['run.json', 'workers/WORKER_001.json', 'workers/WORKER_002.json'])
      rmSync(join(runDir, file));
    const forged = (text: string): string =>
      text.replaceAll(/^.*"type":"(?:landing|worker-accepted)".*$/gm, (line) =>
        line.replace('"verdict":"unproven"', '"verdict":"proven"'),
      );
    expect(await foundAfter(rig, runDir, 'journal.jsonl', forged)).toContain(
      'WORKER_001: journal.jsonl: verdict is not what was sealed',
    );
  });

  it('fails without the journal', async () => {
    const rig = await makeRig({ workers });
    const run = await rig.start({ gate: 'stop' });
    await run.finished;
    expect(await foundAfter(rig, run.prepared.runDir, 'journal.jsonl', () => '')).toContain(
      'run: journal.jsonl is missing: nothing shows that the saved state is true',
    );
  });

  it('finds nothing in a run that was killed in an attempt, resumed, reworked and merged', async () => {
    const rig = await makeRig({ workers });
    const first = await rig.start({ gate: 'stop' });
    await first.finished;
    const { runDir } = first.prepared;
    const last = journalOf(runDir).at(-1);
    const rework: EventBody = {
      type: 'gate-answered',
      answer: { decision: 'rework', workers: ['WORKER_001'] },
      by: 'tester',
    };
    appendFileSync(
      join(runDir, 'journal.jsonl'),
      `${JSON.stringify({ ...rework, seq: (last?.seq ?? 0) + 1, at: last?.at })}\n`,
    );
    // The files are older than the journal now.
    expect(await found(rig, runDir)).toEqual([]);
    const stopped = await rig.resume(runDir, {
      gate: 'stop',
      onEvent: (event, engine) => {
        if (event.type === 'attempt-started') engine.handle.send({ type: 'stop', cause: 'key' });
      },
    });
    await stopped.finished;
    expect(stopped.all('attempt-interrupted')).toHaveLength(1);
    expect(await found(rig, runDir)).toEqual([]);
    const again = await rig.resume(runDir);
    expect(await again.finished).toMatchObject({ outcome: 'merged' });
    expect(await found(rig, runDir)).toEqual([]);
  });
});

describe('the seal in the merge commit', () => {
  it('is found in the repo where the journal does not name the merge', async () => {
    const rig = await makeRig({ workers });
    const run = await rig.start();
    expect(await run.finished).toMatchObject({ outcome: 'merged' });
    const { runDir } = run.prepared;
    const [merged] = run.all('phase-merged');
    for (const file of ['run.json', 'workers/WORKER_001.json', 'workers/WORKER_002.json'])
      rmSync(join(runDir, file));
    const lines = journalOf(runDir);
    const without = (...types: readonly string[]): string =>
      lines
        .filter((event) => !types.includes(event.type))
        .map((event) => `${JSON.stringify(event)}\n`)
        .join('');
    const line = `run: the merge commit ${merged?.commit} of ${run.handle.run().run} names another seal than the newest one`;
    const unnamed = await foundAfter(rig, runDir, 'journal.jsonl', () => without('phase-merged'));
    expect(unnamed).not.toContain(line);
    const cut = await foundAfter(rig, runDir, 'journal.jsonl', () =>
      without('phase-merged', 'evidence-sealed'),
    );
    expect(cut).toContain(line);
  });
});
