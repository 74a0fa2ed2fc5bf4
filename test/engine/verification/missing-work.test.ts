import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/engine/domain/check-result.ts';
import { namesMissingWork } from '../../../src/engine/verification/missing-work.ts';
import { parseInstruction } from '../../../src/engine/instructions/parse.ts';
import { workerFile } from '../../support/phase-files.ts';
import { valueOf } from '../../support/rig.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';

const DELIVERABLES = ['lib/part.py', 'lib/there.py', 'web/app.js'];

function explains(outputTail: string, command = 'python3 check.py'): boolean {
  const root = tempFolder();
  writeFiles(root, { 'lib/there.py': '', 'lib/other.py': '' });
  const files = Object.fromEntries(DELIVERABLES.map((path) => [path, '']));
  const { instruction } = valueOf(
    parseInstruction('WORKER_001_Part.md', workerFile({ number: 1, files, checks: 'true' })),
  );
  const result: CheckResult = {
    ...{ index: 0, command, line: 1, status: 'red', exitCode: 1, durationMs: 1 },
    ...{ suspicious: false, flaky: false, outputTail, outputBytes: outputTail.length, output: null },
  };
  return namesMissingWork(result, instruction, root);
}

describe('a red check names the work that is missing', () => {
  it.each([
    ["ModuleNotFoundError: No module named 'lib'"],
    ["ModuleNotFoundError: No module named 'lib.part'"],
    ["ModuleNotFoundError: No module named 'part'"],
    ["E   ModuleNotFoundError: No module named 'lib.part'\n=== 1 error in 0.1s ==="],
    ["ImportError: cannot import name 'Graph' from 'lib.there' (/w/lib/there.py)"],
    ["AttributeError: module 'lib.there' has no attribute 'add'"],
    ["python3: can't open file '/w/worktree-1/lib/part.py': [Errno 2] No such file or directory"],
    ['grep: lib/part.py: No such file or directory'],
    ['lib/part.py: No such file or directory'],
    ["Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/w/web/app.js' imported from /w/test.js"],
  ])('%s', (output) => expect(explains(output)).toBe(true));

  it.each([
    ['test -f lib/part.py'],
    ['test -s ./lib/part.py'],
    ['test -e "web/app.js"'],
    ['[ -f lib/part.py ]'],
    ['[[ -r lib/part.py ]]'],
  ])('silently: %s', (command) => expect(explains('', command)).toBe(true));
});

describe('a red check says nothing of the sort', () => {
  it.each([
    ['where it printed nothing', ''],
    ['where a test failed', 'AssertionError: 2 != 3\nFAILED (failures=1)'],
    ['where another module is missing', "ModuleNotFoundError: No module named 'requests'"],
    ['where the module only begins alike', "ModuleNotFoundError: No module named 'lib.partial'"],
    ['where a deliverable that is there was not found', "ModuleNotFoundError: No module named 'there'"],
    [
      'where a name is missing in what is no deliverable',
      "ImportError: cannot import name 'x' from 'lib.other'",
    ],
    ['where another file is missing', 'cat: lib/part.pyc: No such file or directory'],
    ['where the file lies elsewhere', 'cat: mylib/part.py: No such file or directory'],
    ['where a deliverable that is there could not be opened', 'cat: lib/there.py: No such file or directory'],
    ['where the path stands on another line', 'lib/part.py: compiling\ncat: x: No such file or directory'],
    ['where the service was away', 'ConnectionResetError: [Errno 104] Connection reset by peer'],
  ])('%s', (_, output) => expect(explains(output)).toBe(false));

  it.each([
    ['test -f lib/there.py'],
    ['test -f README.md'],
    ['test -d lib/part.py'],
    ['test ! -f lib/part.py'],
    ['test -f lib/part.py && curl -s localhost:1'],
  ])('silently: %s', (command) => expect(explains('', command)).toBe(false));
});
