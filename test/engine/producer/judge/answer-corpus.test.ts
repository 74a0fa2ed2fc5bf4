import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  findPython,
  judgeCases,
  LABELS,
  loadAnswerCases,
  type Judged,
} from '../../../support/answer-corpus.ts';
import { errorsOf, kindFigures, namedRight, rejectionFigures } from '../../../support/answer-figures.ts';
import { sharedParsers } from '../../../support/parsers.ts';

// A bound on a hang, far above what a loaded machine needs; nothing is said about speed.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Fewer cases of a kind say little of how well it is told. */
const ENOUGH = 10;
const names = (judged: readonly Judged[]): string[] =>
  errorsOf(judged).map((one) => `${one.case.id}: ${one.case.label} judged ${one.verdict}`);

describe.skipIf(findPython() === null)('the labelled answers (skipped where there is no python3)', () => {
  const parsers = sharedParsers(findPython());
  let all: readonly Judged[] = [];
  const part = (split: 'tune' | 'measure'): readonly Judged[] =>
    all.filter((one) => one.case.split === split);

  beforeAll(async () => {
    all = await judgeCases(parsers, loadAnswerCases());
  });

  it('are many, of every kind, and each has a name of its own', () => {
    expect(new Set(all.map((one) => one.case.id)).size).toBe(all.length);
    for (const split of ['tune', 'measure'] as const) {
      expect(part(split).length).toBeGreaterThanOrEqual(200);
      expect(new Set(part(split).map((one) => one.case.label))).toEqual(new Set(LABELS));
    }
  });

  it('are told from work with a precision and a recall of at least 0.98 where nothing was tuned', () => {
    const { precision, recall } = rejectionFigures(part('measure'));
    expect(precision, names(part('measure')).join('\n')).toBeGreaterThanOrEqual(0.98);
    expect(recall, names(part('measure')).join('\n')).toBeGreaterThanOrEqual(0.98);
  });

  it('are called by their right kind in at least 0.95 of the cases', () => {
    expect(namedRight(part('measure')), names(part('measure')).join('\n')).toBeGreaterThanOrEqual(0.95);
    for (const label of LABELS) {
      const { cases, precision, recall } = kindFigures(part('measure'), label);
      if (cases >= ENOUGH) expect(Math.min(precision, recall), label).toBeGreaterThanOrEqual(0.9);
    }
  });

  it('are told as well where the rules were tuned, among them rewrites and remarks made to be hard', () => {
    const { precision, recall } = rejectionFigures(part('tune'));
    expect(precision, names(part('tune')).join('\n')).toBeGreaterThanOrEqual(0.98);
    expect(recall, names(part('tune')).join('\n')).toBeGreaterThanOrEqual(0.98);
  });

  it('come with evidence', () => {
    for (const { failure, case: one } of all) {
      if (failure === null) continue;
      if ('excerpt' in failure) expect(failure.excerpt.trim(), one.id).not.toBe('');
      if ('detail' in failure) expect(String(failure.detail).trim(), one.id).not.toBe('');
      if ('paths' in failure) expect(failure.paths.length, one.id).toBeGreaterThan(0);
    }
  });
});
