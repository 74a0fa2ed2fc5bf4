import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../../src/engine/domain/instruction.ts';
import { workerId } from '../../../src/engine/instructions/worker-name.ts';
import { buildPlan, type BuiltPlan } from '../../../src/engine/plan/build.ts';
import { covers } from '../../../src/engine/instructions/paths.ts';

function worker(number: number, paths: string[], needs: number[] = [], implied: number[] = []): Instruction {
  const dependency = (other: number) => ({ worker: workerId(other), line: 40 });
  return {
    id: workerId(number),
    number,
    name: 'Any',
    title: 'Any',
    file: `/phase/${workerId(number)}_Any.md`,
    source: '',
    hash: '',
    sections: [],
    deliverables: paths.map((path) => ({ path, from: 'list', confidence: 1, line: 10 })),
    boundaries: { can: [], cannot: [], text: '' },
    dependencies: [
      ...needs.map(dependency),
      ...implied.map((other) => ({ ...dependency(other), implied: true as const })),
    ],
    blocks: [],
    route: 'openai',
  };
}

const options = { outside: [], caseInsensitive: false };

function planOf(workers: Instruction[], more: Partial<Parameters<typeof buildPlan>[1]> = {}): BuiltPlan {
  const built = buildPlan(workers, { ...options, ...more });
  if (!built.ok) throw new Error(built.error.map(({ message }) => message).join('; '));
  return built.value;
}

/** `{ WORKER_002: ['1 lock a.py'] }` */
const edges = ({ plan }: BuiltPlan): Record<number, string[]> =>
  Object.fromEntries(
    [...plan.workers.values()].map(({ id, after }) => [
      Number(id.slice(7)),
      after.map(
        (edge) =>
          `${Number(edge.worker.slice(7))} ${edge.because.kind === 'lock' ? edge.because.path : 'needs'}`,
      ),
    ]),
  );

const problems = (workers: Instruction[], more = {}): string[] => {
  const built = buildPlan(workers, { ...options, ...more });
  const findings = built.ok ? built.value.findings : built.error;
  return findings.map(({ level, rule, message }) => `${level} ${rule}: ${message}`);
};

describe('buildPlan', () => {
  it('chains the workers of one file, each to the one before it only', () => {
    expect(edges(planOf([worker(3, ['a.py']), worker(1, ['a.py']), worker(2, ['a.py'])]))).toEqual({
      1: [],
      2: ['1 a.py'],
      3: ['2 a.py'],
    });
  });

  it('lets a worker with two deliverables sit in two chains, and others run beside them', () => {
    const built = planOf([
      worker(1, ['a.py']),
      worker(2, ['b.py']),
      worker(3, ['a.py', 'b.py']),
      worker(4, ['b.py']),
      worker(5, ['c.py']),
    ]);
    expect(edges(built)).toEqual({ 1: [], 2: [], 3: ['1 a.py', '2 b.py'], 4: ['3 b.py'], 5: [] });
    expect(built.plan.workers.get('WORKER_003')?.before).toEqual(['WORKER_004']);
    expect(built.plan.order).toEqual(['WORKER_001', 'WORKER_002', 'WORKER_003', 'WORKER_004', 'WORKER_005']);
    expect(built.plan.criticalPath).toEqual(['WORKER_001', 'WORKER_003', 'WORKER_004']);
  });

  it('lets a folder cover what is in it, both ways', () => {
    const built = planOf([
      worker(1, ['src/a.py']),
      worker(2, ['src/deep/b.py']),
      worker(3, ['src/']),
      worker(4, ['src/a.py']),
      worker(5, ['srcs/a.py']),
      worker(6, ['src/c.py']),
    ]);
    expect(edges(built)).toEqual({
      1: [],
      2: [],
      3: ['1 src/', '2 src/'],
      4: ['3 src/a.py'],
      5: [],
      6: ['3 src/c.py'],
    });
  });

  it('compares letter case only where the file system does', () => {
    const workers = [worker(1, ['Src/A.py']), worker(2, ['src/a.py'])];
    expect(edges(planOf(workers))[2]).toEqual([]);
    expect(edges(planOf(workers, { caseInsensitive: true }))[2]).toEqual(['1 src/a.py']);
  });

  it('names a worker once, as a dependency where it is one', () => {
    expect(edges(planOf([worker(1, ['a.py', 'b.py']), worker(2, ['a.py', 'b.py'], [1, 2])]))[2]).toEqual([
      '1 needs',
    ]);
  });

  it('takes a worker outside the run for done, and refuses one that does not exist', () => {
    expect(problems([worker(2, ['a.py'], [1])], { outside: ['WORKER_001'] })).toEqual([
      'warning dependency-outside-run: WORKER_001 is not in this run and counts as done',
    ]);
    expect(problems([worker(2, ['a.py'], [1])])).toEqual([
      'error unknown-dependency: no file stands for WORKER_001',
    ]);
    expect(problems([worker(9, ['a.py'], [], [4])])).toEqual([
      'warning range-gap: no file stands for WORKER_004, which lies inside a range',
    ]);
    expect(edges(planOf([worker(2, ['a.py'], [1])], { outside: ['WORKER_001'] }))).toEqual({ 2: [] });
  });

  it('shows a cycle of dependencies, and one that a lock closes', () => {
    expect(
      problems([worker(1, ['a'], [3]), worker(2, ['b'], [1]), worker(3, ['c'], [2]), worker(4, ['d'], [3])]),
    ).toEqual([
      'error cycle: the workers wait for each other: WORKER_001 → WORKER_003 (dependency) → WORKER_002 (dependency) → WORKER_001 (dependency)',
    ]);
    expect(problems([worker(3, ['a.py'], [5]), worker(5, ['a.py'])])).toEqual([
      'error cycle: the workers wait for each other: WORKER_003 → WORKER_005 (dependency) → WORKER_003 (lock on a.py)',
    ]);
  });

  it('refuses two workers with one number, naming both files', () => {
    const built = buildPlan(
      [worker(1, ['a']), { ...worker(1, ['b']), file: '/phase/WORKER_1_B.md' }],
      options,
    );
    expect(built.ok).toBe(false);
    expect(!built.ok && built.error[0]?.message).toBe(
      '/phase/WORKER_001_Any.md and /phase/WORKER_1_B.md are both WORKER_001',
    );
  });

  it('plans nothing for no workers', () => {
    expect(planOf([]).plan).toEqual({ order: [], workers: new Map(), criticalPath: [] });
  });
});

/** A small generator of numbers that are the same on every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Everyone a worker waits for, directly or not. */
function ancestors({ plan }: BuiltPlan): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const id of plan.order) {
    const set = new Set<string>();
    for (const { worker: other } of plan.workers.get(id)?.after ?? []) {
      set.add(other);
      for (const further of all.get(other) ?? []) set.add(further);
    }
    all.set(id, set);
  }
  return all;
}

describe('locks', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'order exactly the workers that share a path (seed %i)',
    (seed) => {
      const next = random(seed);
      const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
      const names = [
        'a/',
        'a/b/',
        'a/x.py',
        'a/b/y.py',
        'a/b/z.py',
        'c.py',
        'a/b/d/',
        'a/b/d/w.py',
        'e/f.py',
        'e/',
      ];
      const workers = Array.from({ length: 14 }, (_, index) =>
        worker(index + 1, [
          ...new Set(Array.from({ length: 1 + Math.floor(next() * 3) }, () => pick(names))),
        ]),
      );
      const built = planOf(workers);
      const share = (one: Instruction, other: Instruction): boolean =>
        one.deliverables.some((a) =>
          other.deliverables.some((b) => covers(a.path, b.path) || covers(b.path, a.path)),
        );

      // The closure of "shares a path with a smaller number", by comparing every pair.
      const expected = new Map<string, Set<string>>();
      for (const [index, one] of workers.entries()) {
        const set = new Set<string>();
        for (const other of workers.slice(0, index))
          if (share(one, other)) [other.id, ...(expected.get(other.id) ?? [])].forEach((id) => set.add(id));
        expected.set(one.id, set);
      }
      const sorted = (sets: Map<string, Set<string>>) => [...sets].map(([id, set]) => [id, [...set].sort()]);
      expect(sorted(ancestors(built))).toEqual(sorted(expected));
      for (const one of workers)
        for (const { worker: other } of built.plan.workers.get(one.id)?.after ?? [])
          expect(share(one, workers[Number(other.slice(7)) - 1] as Instruction)).toBe(true);
    },
  );

  it('makes one edge a worker for 1,000 workers of one file', () => {
    const built = planOf(
      Array.from({ length: 1000 }, (_, index) => worker(index + 1, ['src/a.py', `src/${index}.py`])),
    );
    const all = [...built.plan.workers.values()];
    expect(all.reduce((sum, { after }) => sum + after.length, 0)).toBe(999);
    expect(built.plan.criticalPath).toHaveLength(1000);
  });
});
