import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/engine/domain/check-result.ts';
import { evidenceSchema } from '../../../src/engine/domain/evidence-record.ts';
import { seal } from '../../../src/engine/evidence/record.ts';
import { describeWorker } from '../../../src/engine/evidence/seal.ts';
import { aCheck, anAttempt, aWorker, START } from '../../support/fake-run.ts';

/** The evidence of a worker whose one check ended like this, as it is read again from its file. */
function evidenceOf(check: Partial<CheckResult>) {
  const worker = aWorker(1, { attempts: [anAttempt(1, { checks: [aCheck(0, check)] })] });
  const around = {
    canFail: new Set<number>(),
    now: START,
    previous: null,
    allowed: [],
    hashOutput: () => 'f'.repeat(64),
  };
  const sealed = seal(describeWorker(worker, around));
  return evidenceSchema.parse(JSON.parse(JSON.stringify(sealed))).checks[0];
}

describe('the evidence of a check', () => {
  it('says how much of its output was not kept, and why', () => {
    const missing = { bytes: 900, why: 'ENOSPC: no space left on device, write' };
    expect(evidenceOf({ output: 'logs/a.log', outputBytes: 1_000, outputMissing: missing })).toMatchObject({
      output: { file: 'logs/a.log', bytes: 1_000 },
      output_missing: missing,
    });
    expect(
      evidenceOf({ output: null, outputBytes: 1_000, outputMissing: { ...missing, bytes: 1_000 } }),
    ).toMatchObject({ output: null, output_missing: { bytes: 1_000 } });
  });

  it('says nothing of that where all of it was kept', () => {
    expect(evidenceOf({ output: 'logs/a.log', outputBytes: 1_000 })).not.toHaveProperty('output_missing');
  });
});
