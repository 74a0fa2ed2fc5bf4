import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../../src/engine/producer/answer/read-answer.ts';
import { joinContinuation } from '../../../../src/engine/producer/answer/continuation.ts';

const F = '```';
const FILE = 'import os\n\n\ndef first():\n    return os.name\n\n\ndef second():\n    return os.sep\n';
const WHOLE = `Here it is:\n\n${F}python a.py\n${FILE}${F}\nDone.\n`;

/** What the file is after the answer was cut after `cut` and went on with `continuation`. */
function joined(cut: string, continuation: string): string | undefined {
  const partial = WHOLE.slice(0, WHOLE.indexOf(cut) + cut.length);
  const answer = readAnswer(joinContinuation(partial, continuation), { deliverables: ['a.py'] });
  expect(answer.cutOff).toBe(false);
  const edit = answer.edits[0];
  return edit?.kind === 'write' ? edit.content : undefined;
}
const after = (cut: string): string => WHOLE.slice(WHOLE.indexOf(cut) + cut.length);

describe('joinContinuation', () => {
  it('appends an exact continuation, wherever the cut is', () => {
    for (let at = 1; at < WHOLE.length - 1; at++) {
      const text = joinContinuation(WHOLE.slice(0, at), WHOLE.slice(at));
      expect(readAnswer(text, { deliverables: ['a.py'] }).edits).toMatchObject([
        { path: 'a.py', content: FILE },
      ]);
    }
  });

  it('drops lines that the continuation repeats, and finishes the line that was cut', () => {
    expect(joined('return os.na', `    return os.name\n${after('return os.name\n')}`)).toBe(FILE);
    expect(joined('return os.name\n', `    return os.name\n${after('return os.name\n')}`)).toBe(FILE);
    expect(joined('return os.name\n', `def first():\n    return os.name\n${after('return os.name\n')}`)).toBe(
      FILE,
    );
    expect(joined('def second():\n    ', `    return os.sep\n${F}\n`)).toBe(FILE);
  });

  it('drops a remark and a second opening fence', () => {
    expect(
      joined(
        'return os.na',
        `Continuing from where I left off:\n\n${F}python\nme\n${after('return os.name\n')}`,
      ),
    ).toBe(FILE);
    expect(joined('return os.name\n', `${F}python a.py\n${after('return os.name\n')}`)).toBe(FILE);
    expect(
      joined('return os.name', `Here is the rest:\n${F}python\n\n\ndef second():\n    return os.sep\n${F}\n`),
    ).toBe(FILE);
    expect(
      joined('return os.name\n', `Here is the rest of the code:\n\ndef second():\n    return os.sep\n${F}\n`),
    ).toContain('def second():\n    return os.sep\n');
  });

  it('lets a file that begins again replace its first half', () => {
    expect(joined('return os.na', `${F}python a.py\n${FILE}${F}\n`)).toBe(FILE);
    expect(joined('return os.na', `Sorry, here is the complete file:\n\n${F}python\n${FILE}${F}\n`)).toBe(
      FILE,
    );
    expect(joined('return os.na', `${FILE}${F}\n`)).toBe(FILE);
  });

  it('ends at once when there is nothing more, and closes what was only left open', () => {
    expect(joinContinuation('abc', '\n')).toBe('abc');
    expect(joined('return os.sep\n', `${F}\nThat was all.\n`)).toBe(FILE);
    expect(joined('return os.sep\n', `${F}`)).toBe(FILE);
  });

  it('keeps a second file apart', () => {
    const text = joinContinuation(WHOLE.slice(0, WHOLE.lastIndexOf(F)), `${F}python b.py\nx = 1\n${F}\n`);
    const answer = readAnswer(text, { deliverables: ['a.py', 'b.py'] });
    expect(answer.edits).toMatchObject([
      { path: 'a.py', content: FILE },
      { path: 'b.py', content: 'x = 1\n' },
    ]);
  });

  it('does not take a repeated bracket for an overlap', () => {
    const text = joinContinuation(`${F}js a.js\nf({\n  a: {\n  }\n`, `  }\n})\n${F}\n`);
    expect(text).toBe(`${F}js a.js\nf({\n  a: {\n  }\n  }\n})\n${F}\n`);
  });
});
