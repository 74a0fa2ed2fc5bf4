import { expect, it } from 'vitest';
import { findTestFiles } from '../../../src/engine/producer/test-files.ts';
import { parseInstruction } from '../../../src/engine/instructions/parse.ts';
import { valueOf } from '../../support/rig.ts';
import { workerText } from '../lint/support.ts';

const TRACKED = [
  'README.md',
  'src/adder.py',
  'src/test_adder.py',
  'src/.test_hidden.py',
  'src/deep/test_adder.py',
  'tests/test_a.py',
  'tests/test_b.py',
  'tests/data.json',
  'tests/deep/test_c.py',
  'tests/deep/er/test_d.py',
  'web/a+b.test.ts',
];

const filesOf = (checks: string): readonly string[] => {
  const { instruction } = valueOf(parseInstruction('/tmp/WORKER_001_Adder.md', workerText({ checks })));
  return findTestFiles(instruction, TRACKED);
};

it.each<[string, readonly string[]]>([
  ['pytest tests/test_a.py', ['tests/test_a.py']],
  ['pytest ./tests//test_a.py::test_one', ['tests/test_a.py']],
  ['cd src && pytest deep/test_adder.py', ['src/deep/test_adder.py']],
  ['python3 -m unittest tests.test_b', ['tests/test_b.py']],
  // A star stays in its folder, two as well: the shell has no globstar unless it is told to.
  ['pytest tests/test_*.py', ['tests/test_a.py', 'tests/test_b.py']],
  ['pytest tests/**/test_*.py', ['tests/deep/test_c.py']],
  ['pytest src/*test_*.py', ['src/test_adder.py', 'src/.test_hidden.py']],
  ['pytest tests/test_?.py', ['tests/test_a.py', 'tests/test_b.py']],
  // A dot means a dot.
  ['cat tests/data_json tests/dataxjson', []],
  [
    'pytest tests/',
    ['tests/test_a.py', 'tests/test_b.py', 'tests/deep/test_c.py', 'tests/deep/er/test_d.py'],
  ],
  // Its own deliverable is no test file.
  ['grep -q add src/adder.py', []],
  ['ls src/*****/a*b*c*d*e*f.py', []],
])('finds what `%s` names', (checks, expected) => {
  expect(filesOf(checks)).toEqual(expected);
});
