import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { killAndResume } from '../../bench/support/kill-and-resume.ts';
import { writeAnswers, writePhase, type WorkerSpec } from '../support/phase-files.ts';
import { tempFolder } from '../support/temp.ts';
import { tempRepo } from '../support/temp-repo.ts';

const workers = Array.from({ length: 4 }, (_, at): WorkerSpec => {
  const number = at + 1;
  return {
    number,
    files: { [`part_${number}.py`]: `VALUE = ${number}\n` },
    checks: `python3 -c "import part_${number} as part; assert part.VALUE == ${number}"`,
    after: number === 4 ? [1] : [],
  };
});

describe('an engine that is killed', () => {
  it.skipIf(!existsSync('/proc'))(
    'loses nothing that was accepted, runs nothing twice and leaves nothing behind',
    async () => {
      const scratch = tempFolder('wingman-kill-');
      writePhase(join(scratch, 'workers'), workers);
      writeAnswers(join(scratch, 'answers'), workers);
      const lines: string[] = [];
      const verdict = await killAndResume({
        ...{
          scratch,
          repo: tempRepo().dir,
          workersDir: join(scratch, 'workers'),
          answersDir: join(scratch, 'answers'),
        },
        ...{ workers: 4, times: 3, seed: 1, tokensPerSecond: null, say: (line) => lines.push(line) },
      });
      expect(verdict).toEqual({ kills: 3, accepted: 4, workers: 4, violations: [] });
      expect(lines).toHaveLength(3);
    },
  );
});
