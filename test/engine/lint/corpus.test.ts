import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintPhase } from '../../../src/engine/lint/lint-phase.ts';
import { jsonReport } from '../../../src/engine/lint/report.ts';
import { RULES } from '../../../src/engine/lint/rules.ts';
import { CORPUS, hasNoCorpus, NEEDS_CORPUS } from '../../support/corpus.ts';
import { machineWithout, NOTHING_ELSE } from './support.ts';

interface Expected {
  readonly rule: string;
  readonly line: number;
  /** Shows only where the machine lacks something. */
  readonly machine?: true;
}
const expected = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../corpus/lint/expected.json'), 'utf8'),
) as Readonly<Record<string, readonly Expected[]>>;

/** Python with its standard library and little else. */
const BARE = machineWithout({
  programs: ['pytest', 'jq'],
  modules: ['requests', 'pytest', 'pytest_cov', 'validation', 'wingman'],
  docker: true,
  ports: true,
});

const found = async (bare: boolean): Promise<Map<string, string[]>> => {
  const report = await lintPhase(resolve(CORPUS, 'worker-files'), {
    ...NOTHING_ELSE,
    machine: bare ? BARE : null,
  });
  return new Map(
    report.workers.map(({ file, findings }) => [
      basename(file),
      findings.map(({ rule, line }) => `${line} ${rule}`).sort(),
    ]),
  );
};

describe.skipIf(hasNoCorpus)(`the worker files of the corpus ${NEEDS_CORPUS}`, () => {
  it('are all parsed and scored, with deliverables and checks', async () => {
    const report = await lintPhase(resolve(CORPUS, 'worker-files'), NOTHING_ELSE);
    const { workers, findings } = jsonReport(report, new Set());
    expect(workers).toHaveLength(71);
    expect(findings).toEqual([]);
    for (const worker of workers) {
      expect([worker.id, typeof worker.score]).toEqual([worker.id, 'number']);
      expect(worker.deliverables.length).toBeGreaterThan(0);
      expect(worker.checks.length).toBeGreaterThan(0);
      for (const { rule, level } of worker.findings) expect(RULES[rule].level).toBe(level);
    }
    const stopped = workers.filter(({ pass }) => !pass).map(({ id }) => id.slice(7));
    expect(stopped).toEqual(['065', '066', '067', '068', '069', '070']);
  });

  it.each([false, true])('have the findings that a reader wrote down (bare machine: %s)', async (bare) => {
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(25);
    const all = await found(bare);
    for (const [file, findings] of Object.entries(expected)) {
      const wanted = findings
        .filter(({ machine }) => bare || machine !== true)
        .map(({ rule, line }) => `${line} ${rule}`);
      expect([file, all.get(file)]).toEqual([file, wanted.sort()]);
    }
  });

  it('leave the exercises without a finding', async () => {
    const report = await lintPhase(resolve(CORPUS, 'exercises-python/workers'), NOTHING_ELSE);
    expect(report.workers).toHaveLength(34);
    expect(report.workers.flatMap(({ findings }) => findings)).toEqual([]);
    expect(report.blocking).toEqual([]);
  });
});
