import { describe, expect, it } from 'vitest';
import { createVerifier } from '../../../src/engine/verification/verify.ts';
import type { Verification } from '../../../src/engine/verification/merge-queue.ts';
import type { Candidate } from '../../../src/engine/workspace/candidate.ts';
import {
  makeStageRig,
  type RequestOptions,
  type StageRequest,
  type StageRig,
} from '../../support/stage-rig.ts';

interface Verified {
  readonly verification: Verification;
  readonly request: StageRequest;
  /** What the candidate's commit became, as it was told. */
  readonly stacked: readonly string[];
}

/** Two workers of one file each; the second one's check is that the first one's file is there. */
async function bench(own: string, earlier = 'test -s part_1.txt', max = 2): Promise<StageRig> {
  return makeStageRig({
    workers: [
      { number: 1, files: { 'part_1.txt': '' }, checks: own },
      { number: 2, files: { 'part_2.txt': '' }, checks: earlier },
    ],
    files: { 'kept.txt': 'kept\n' },
    max,
  });
}

async function verify(
  rig: StageRig,
  candidate: Candidate,
  more: RequestOptions & { readonly requireProof?: boolean } = {},
): Promise<Verified> {
  const stacked: string[] = [];
  const request = {
    ...rig.request(candidate, more),
    stacked: (commit: string) => void stacked.push(commit),
  };
  const settings = { requireProof: more.requireProof ?? false };
  const verification = await createVerifier({ ...rig.verifier, settings })(request);
  return { verification, request, stacked };
}

const PROVES = 'grep -q work part_1.txt';
const WORK = { 'part_1.txt': 'work\n' };

describe('a candidate on the commit that it was made on', () => {
  it('is verified as it is, and proven', async () => {
    const rig = await bench(`${PROVES}\ngit rev-parse HEAD`);
    const candidate = await rig.candidate(1, WORK);
    const { verification, stacked, request } = await verify(rig, candidate);
    expect(verification).toEqual({ type: 'green', verdict: 'proven', proof: [0] });
    expect(stacked).toEqual([candidate.commit]);
    const attempt = request.io.events.find(
      (event) => event.type === 'checks-finished' && event.purpose === 'attempt',
    );
    // The checks saw the candidate's own commit.
    expect(attempt).toMatchObject({
      commit: candidate.commit,
      results: [{ status: 'green' }, { outputTail: `${candidate.commit}\n` }],
    });
    expect(await rig.free()).toBe(2);
  });

  it('is green without a proof, unless one is required', async () => {
    const rig = await bench('test -f kept.txt');
    const candidate = await rig.candidate(1, WORK);
    expect((await verify(rig, candidate)).verification).toEqual({
      type: 'green',
      verdict: 'unproven',
      proof: [],
    });
    expect((await verify(rig, candidate, { requireProof: true })).verification).toEqual({
      type: 'red',
      failure: { reason: 'unproven' },
    });
  });

  it('that is proven is green where a proof is required', async () => {
    const rig = await bench(PROVES);
    const { verification } = await verify(rig, await rig.candidate(1, WORK), { requireProof: true });
    expect(verification).toMatchObject({ type: 'green', verdict: 'proven' });
  });

  it('is red by its own checks, and then no earlier worker is asked', async () => {
    const rig = await bench('false');
    const { verification, request } = await verify(rig, await rig.candidate(1, WORK), { earlier: [2] });
    expect(verification).toMatchObject({ type: 'red', failure: { reason: 'check-red' } });
    expect(
      request.io.events.some((event) => event.type === 'checks-started' && event.of === 'WORKER_002'),
    ).toBe(false);
  });

  it('is red by an earlier worker whose check it breaks, whatever its own say', async () => {
    const rig = await bench(PROVES, 'grep -q kept kept.txt');
    const candidate = await rig.candidate(1, { ...WORK, 'kept.txt': 'lost\n' });
    const { verification } = await verify(rig, candidate, { earlier: [2] });
    expect(verification).toMatchObject({
      type: 'red',
      failure: { reason: 'regression', checks: [{ worker: 'WORKER_002' }] },
    });
  });

  it('is a regression first and unproven second', async () => {
    const rig = await bench('true', 'grep -q kept kept.txt');
    const candidate = await rig.candidate(1, { 'kept.txt': 'lost\n' });
    const { verification } = await verify(rig, candidate, { earlier: [2], requireProof: true });
    expect(verification).toMatchObject({ failure: { reason: 'regression' } });
  });
});

describe('a candidate on a commit that has moved on', () => {
  it('is put onto it as a commit of its own, with what is there', async () => {
    const rig = await bench(`${PROVES}\ncat theirs.txt\ngit rev-parse HEAD HEAD^`);
    const candidate = await rig.candidate(1, WORK);
    const onto = rig.repo.commit({ 'theirs.txt': 'theirs\n' });
    const { verification, stacked, request } = await verify(rig, candidate, { onto });
    // What the tip made green is no proof of this work.
    expect(verification).toEqual({ type: 'green', verdict: 'proven', proof: [0] });
    const [commit = ''] = stacked;
    expect(commit).not.toBe(candidate.commit);
    expect(rig.repo.git('rev-parse', `${commit}^`)).toBe(onto);
    expect(rig.repo.git('diff', '--name-only', onto, commit)).toBe('part_1.txt');
    expect(rig.repo.git('log', '-1', '--format=%B', commit)).toBe(
      rig.repo.git('log', '-1', '--format=%B', candidate.commit),
    );
    const attempt = request.io.events.find(
      (event) => event.type === 'checks-finished' && event.purpose === 'attempt',
    );
    expect(attempt).toMatchObject({ commit, results: [{}, {}, { outputTail: `${commit}\n${onto}\n` }] });
  });

  it('that breaks it there is red, though it was green where it was made', async () => {
    const rig = await bench(`${PROVES}\ntest ! -e theirs.txt`);
    const candidate = await rig.candidate(1, WORK);
    expect((await verify(rig, candidate)).verification.type).toBe('green');
    const onto = rig.repo.commit({ 'theirs.txt': 'theirs\n' });
    const { verification } = await verify(rig, candidate, { onto, number: 2 });
    expect(verification).toMatchObject({
      type: 'red',
      failure: { reason: 'check-red', checks: [{ command: 'test ! -e theirs.txt' }] },
    });
  });

  it.each<readonly [string, Record<string, string>, readonly string[]]>([
    ['changed', { 'kept.txt': 'theirs\n' }, ['kept.txt']],
    ['made', { 'part_1.txt': 'theirs\n', 'other.txt': '' }, ['part_1.txt']],
  ])('is a conflict where one of its paths was %s there; no check runs', async (_, theirs, paths) => {
    const rig = await bench(PROVES);
    const candidate = await rig.candidate(1, { ...WORK, 'kept.txt': 'mine\n' });
    const onto = rig.repo.commit(theirs);
    const { verification, stacked, request } = await verify(rig, candidate, { onto });
    expect(verification).toEqual({ type: 'red', failure: { reason: 'conflict', paths } });
    expect(stacked).toEqual([]);
    expect(request.io.events).toEqual([]);
    await request.checks.before;
    expect(await rig.free()).toBe(2);
  });

  it('is stacked on another candidate as it is on a branch', async () => {
    const rig = await bench(PROVES, 'grep -q mine part_2.txt');
    const first = await rig.candidate(2, { 'part_2.txt': 'mine\n' });
    const second = await rig.candidate(1, WORK);
    const { verification, stacked } = await verify(rig, second, { onto: first.commit, earlier: [2] });
    expect(verification).toMatchObject({ type: 'green', verdict: 'proven' });
    expect(rig.repo.git('log', '--format=%H', '-2', stacked[0] ?? '').split('\n')).toEqual([
      stacked[0],
      first.commit,
    ]);
  });
});

describe('a verification', () => {
  it('is the failure of the workspace where its commit is not there', async () => {
    const rig = await bench(PROVES);
    const candidate = await rig.candidate(1, WORK);
    const { verification, request } = await verify(rig, { ...candidate, commit: '0'.repeat(40) });
    expect(verification).toMatchObject({ type: 'red', failure: { reason: 'workspace' } });
    await request.checks.before;
    expect(await rig.free()).toBe(2);
  });

  it('that is aborted while it waits for a worktree takes none', async () => {
    const rig = await bench(PROVES, 'true', 1);
    const candidate = await rig.candidate(1, WORK);
    const request = rig.request(candidate, { before: new Promise(() => undefined) });
    const lent = await rig.pool.tryLease(rig.start);
    const verification = createVerifier(rig.verifier)(request);
    request.io.abort();
    expect(await verification).toMatchObject({ type: 'red', failure: { reason: 'workspace' } });
    expect(request.io.events).toEqual([]);
    if (lent !== null) rig.pool.release(lent);
    expect(await rig.free()).toBe(1);
  });
});
