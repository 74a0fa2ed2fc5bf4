import { describe, expect, it } from 'vitest';
import { objections, type GateFigures } from '../../../src/engine/gate/decide.ts';

const clean = { green: 40, red: 0, notRepeated: 0, flaky: 0, differences: [] };
const phaseTest = (ok: boolean) => ({ command: 'make test', ok, outputTail: '' });

function figures(changes: Partial<GateFigures>): GateFigures {
  return { workers: 100, accepted: 100, proven: 100, cleanClone: clean, phaseTest: null, ...changes };
}

describe('what the gate decides by itself', () => {
  it('accepts a phase that is all accepted and green', () => {
    expect(objections(figures({}), false)).toEqual([]);
    expect(objections(figures({ phaseTest: phaseTest(true) }), true)).toEqual([]);
  });

  it('requires more than 95 %', () => {
    expect(objections(figures({ accepted: 96 }), false)).toEqual([]);
    expect(objections(figures({ accepted: 95 }), false)).toEqual([
      '95 of 100 workers accepted, which is not over 95 %',
    ]);
    expect(objections(figures({ workers: 20, accepted: 19 }), false)).toHaveLength(1);
    expect(objections(figures({ workers: 18, accepted: 18 }), false)).toEqual([]);
  });

  it('counts only proven workers where proof is required', () => {
    expect(objections(figures({ proven: 90 }), false)).toEqual([]);
    expect(objections(figures({ proven: 90 }), true)).toEqual([
      '90 of 100 workers proven, which is not over 95 %',
    ]);
    expect(objections(figures({ accepted: 90, proven: 96 }), true)).toEqual([]);
  });

  it('objects to a phase without workers', () => {
    expect(objections(figures({ workers: 0, accepted: 0, proven: 0 }), false)).toHaveLength(1);
  });

  it('objects to one red check in the clean clone, and not to a flaky or left out one', () => {
    expect(objections(figures({ cleanClone: { ...clean, red: 1 } }), false)).toEqual([
      '1 checks are not green in the clean clone',
    ]);
    expect(objections(figures({ cleanClone: { ...clean, flaky: 3, notRepeated: 2 } }), false)).toEqual([]);
  });

  it("objects to the phase's own failing test", () => {
    expect(objections(figures({ phaseTest: phaseTest(false) }), false)).toEqual([
      "the phase's test failed: make test",
    ]);
  });

  it('names every objection', () => {
    const bad = figures({ accepted: 1, cleanClone: { ...clean, red: 2 }, phaseTest: phaseTest(false) });
    expect(objections(bad, false)).toHaveLength(3);
  });
});
