import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/engine/domain/check-result.ts';
import { createOutputFile } from '../../../src/engine/verification/output-file.ts';
import { tempFolder } from '../../support/temp.ts';

describe('what is kept of an output', () => {
  it('holds no secret, wherever two writes cut it', () => {
    const secret = 'sk-secret-value';
    const text = `before ${secret} after\n`;
    for (let cut = 1; cut < text.length; cut += 1) {
      const root = tempFolder();
      const file = createOutputFile(root, 'a.log', [secret]);
      file.write(Buffer.from(text.slice(0, cut)));
      file.write(Buffer.from(text.slice(cut)));
      file.close();
      expect(readFileSync(join(root, 'a.log'), 'utf8')).toBe('before [redacted] after\n');
      expect(file.tail()).toBe('before [redacted] after\n');
    }
  });

  it('is the output byte for byte where there is no secret', () => {
    const root = tempFolder();
    const file = createOutputFile(root, 'a.log', ['sk-secret-value']);
    const bytes = Buffer.from([0, 255, 10, 115, 107, 45, 128]);
    file.write(bytes);
    file.close();
    expect(readFileSync(join(root, 'a.log'))).toEqual(bytes);
  });

  it('never takes the place of what was kept before', () => {
    const root = tempFolder();
    const paths = ['one', 'two', 'three'].map((text) => {
      const file = createOutputFile(root, 'logs/a.log');
      file.write(Buffer.from(text));
      file.close();
      return file.path();
    });
    expect(paths).toEqual(['logs/a.log', 'logs/a.2.log', 'logs/a.3.log']);
    expect(paths.map((path) => readFileSync(join(root, path ?? ''), 'utf8'))).toEqual([
      'one',
      'two',
      'three',
    ]);
  });
});

describe('a failure in the words of an output', () => {
  const printed = (...pieces: string[]): boolean => {
    const file = createOutputFile(tempFolder(), 'a.log');
    for (const piece of pieces) file.write(Buffer.from(piece));
    file.close();
    return file.printedFailure();
  };

  it.each([
    'FAIL',
    'FAIL: 3 of 4\n',
    'test_x ... FAILED (10 ms)\n',
    '\u001b[31mFAIL\u001b[0m test_x\n',
    '\u001b[1;38;5;196mFAILED\u001b[m\n',
    'FA\u001b[31mIL\n',
    '9 PASSED, 1 FAILED\n',
    '0 PASSED, 10 FAILED\n',
    '0 PASSED, 1.0 FAILED\n',
    'test 0 FAILED\n',
    'exit 0\nFAIL\n0 errors\n',
    '10 PASSED, 0 FAILED\nFAILURE\n',
    'é FAIL\n',
  ])('is seen in %j, wherever two writes cut it', (text) => {
    expect(printed(text)).toBe(true);
    for (let cut = 1; cut < text.length; cut += 1)
      expect(printed(text.slice(0, cut), text.slice(cut))).toBe(true);
    expect(printed(...text)).toBe(true);
  });

  it.each([
    'failed\n',
    'NOFAIL FAILSAFE FAIL_FAST FAIL-FAST\n',
    'FAIL: 0\n',
    'FAILED = 0 of 10\n',
    '10 PASSED, 0 FAILED\n',
    '10 PASSED, 0 FAILED in 1.23s\nmore\n',
    '\u001b[32m10 PASSED\u001b[0m, \u001b[31m0 FAILED\u001b[0m\n',
    '10 PASSED 0 FAILED\n',
    '0 FAILURES\n',
    'Tests: 0 FAILED (10 ms)\n',
  ])('is not seen in %j, wherever two writes cut it', (text) => {
    expect(printed(text)).toBe(false);
    for (let cut = 1; cut < text.length; cut += 1)
      expect(printed(text.slice(0, cut), text.slice(cut))).toBe(false);
    expect(printed(...text)).toBe(false);
  });

  it('is seen in a line without an end', () => {
    expect(printed('x '.repeat(40_000), 'FAI', 'L ', 'x '.repeat(40_000), '\n')).toBe(true);
    expect(printed('x '.repeat(40_000), ', 0 FAI', 'LED ', 'x '.repeat(40_000), '\n')).toBe(false);
  });
});

describe('an output that goes on and on', () => {
  it('is cut after 64 MB, and says so: the beginning is in the file, its end and its length in the result', () => {
    const root = tempFolder();
    const file = createOutputFile(root, 'a.log');
    const piece = Buffer.from('yes\n'.repeat(250_000));
    for (let n = 0; n < 70; n += 1) file.write(piece);
    file.write(Buffer.from('THE END\n'));
    file.close();
    const limit = 64 * 1024 * 1024;
    const total = 70 * piece.length + 8;
    const why = `no more than ${limit} bytes of one output are kept`;
    expect(file.bytes()).toBe(total);
    expect(file.missing()).toEqual({ bytes: total - limit, why });
    expect(file.tail().endsWith('yes\nTHE END\n')).toBe(true);
    const kept = readFileSync(join(root, 'a.log'));
    const line = `[wingman: cut here after ${limit} of ${total} bytes: ${why}]\n`;
    expect(kept.subarray(limit).toString()).toBe(line);
    expect(kept.subarray(0, piece.length).equals(piece)).toBe(true);
  });

  it('of just 64 MB is whole', () => {
    const root = tempFolder();
    const file = createOutputFile(root, 'a.log');
    for (let n = 0; n < 64; n += 1) file.write(Buffer.alloc(1024 * 1024, 'x'));
    file.close();
    expect(file.missing()).toBeNull();
    expect(statSync(join(root, 'a.log')).size).toBe(64 * 1024 * 1024);
  });
});

describe('an output that cannot be written', () => {
  it('for want of a folder is a result like any other, with its end', () => {
    const root = tempFolder();
    writeFileSync(join(root, 'logs'), 'no folder');
    const file = createOutputFile(root, 'logs/a.log');
    file.write(Buffer.from('one\n'));
    file.write(Buffer.from('FAIL: two\n'));
    file.close();
    expect(file.path()).toBeNull();
    expect(file.bytes()).toBe(14);
    expect(file.tail()).toBe('one\nFAIL: two\n');
    expect(file.printedFailure()).toBe(true);
    expect(file.missing()).toMatchObject({
      bytes: 14,
      why: expect.stringMatching(/^E(NOTDIR|EXIST)/) as string,
    });
  });

  it('to its end, as on a disk that is full, leaves the process and its checks running', () => {
    const root = tempFolder();
    // A limit on the length of a file, of 64 KB, is met by the same kind of error as the end of a disk.
    const program = join(import.meta.dirname, '../../support/check-program.ts');
    const checks = 'head -c 300000 /dev/zero | tr "\\0" x && echo END\necho next';
    const run = spawnSync(
      'bash',
      ['-c', 'ulimit -f 64 && exec "$@"', 'bash', process.execPath, program, root, checks],
      { encoding: 'utf8' },
    );
    expect(run.stderr).toBe('');
    const results = JSON.parse(run.stdout) as readonly CheckResult[];
    expect(results).toMatchObject([
      {
        status: 'green',
        outputBytes: 300_004,
        outputMissing: { bytes: 300_004 - 65_536, why: expect.stringContaining('EFBIG') as string },
      },
      { status: 'green', outputTail: 'next\n' },
    ]);
    expect(results[0]?.outputTail.endsWith('xEND\n')).toBe(true);
    expect(results[1]).not.toHaveProperty('outputMissing');
    expect(readFileSync(join(root, results[0]?.output ?? ''), 'utf8')).toBe('x'.repeat(65_536));
  });
});
