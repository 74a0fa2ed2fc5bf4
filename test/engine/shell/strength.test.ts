import { describe, expect, it } from 'vitest';
import { checksThatCanFail } from '../../../src/engine/shell/strength.ts';
import type { Instruction } from '../../../src/engine/domain/instruction.ts';
import { parseInstruction } from '../../../src/engine/instructions/parse.ts';
import { workerText } from '../lint/support.ts';

function instructionOf(checks: string, deliverable: string): Instruction {
  const text = workerText({ checks, deliverables: `- [ ] \`${deliverable}\`: the work` });
  const parsed = parseInstruction('/tmp/WORKER_001_A.md', text);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value.instruction;
}

const ableOf = (checks: string, deliverable: string): number[] => [
  ...checksThatCanFail(instructionOf(checks, deliverable)),
];

describe('a check can prove something', () => {
  it('where it reads the work as data or runs it in a process of its own', () => {
    expect(ableOf('jq -e . data.json', 'data.json')).toEqual([0]);
    expect(ableOf('bash lib.sh', 'lib.sh')).toEqual([0]);
  });

  it('not from where the work is read into its own shell: that can make of the shell what it likes', () => {
    expect(ableOf('test -f lib.sh\n. ./lib.sh\n[ "$(greet)" = hello ]', 'lib.sh')).toEqual([0]);
  });

  it('by the name of the file, in whatever folder it stands', () => {
    expect(ableOf('cd scripts && . lib.sh && greet', 'scripts/lib.sh')).toEqual([]);
    expect(ableOf('. scripts/lib.sh && greet', 'other/lib.sh')).toEqual([]);
    expect(ableOf('. scripts/lib.sh && greet', 'scripts/other.sh')).toEqual([0]);
  });

  it('where something else is read into its shell', () => {
    expect(ableOf('. .venv/bin/activate\npython3 -c "import part"', 'part.py')).toEqual([1]);
  });

  it('is worked out once for an instruction, since every attempt asks', () => {
    const instruction = instructionOf('test -f a.txt', 'a.txt');
    expect(checksThatCanFail(instruction)).toBe(checksThatCanFail(instruction));
  });
});
