import { describe, expect, it } from 'vitest';
import { sourcedNames } from '../../../src/engine/shell/sourced.ts';

describe('what a statement reads into its own shell', () => {
  const table: [string, (string | null)[]][] = [
    ['source lib.sh', ['lib.sh']],
    ['. ./scripts/lib.sh && greet', ['lib.sh']],
    ['cd x && . "lib.sh"; greet', ['lib.sh']],
    ['if [ -f lib.sh ]; then . lib.sh; fi', ['lib.sh']],
    ['(source lib.sh; greet)', ['lib.sh']],
    ['out=$(. lib.sh; greet)', ['lib.sh']],
    ['source "$ROOT/lib.sh"', ['lib.sh']],
    ['builtin source lib.sh', ['lib.sh']],
    ['. "$f"', [null]],
    ['eval "$(cat lib.sh)"', [null]],
    ['source <(cat lib.sh)', [null]],
    ['. <(cat lib.sh) && greet', [null]],
    ['. <(cat lib.sh | tail -n 2)', [null]],
    ['source /dev/stdin < lib.sh', [null]],
    ['source "/dev/stdin" < lib.sh', [null]],
    ['cat lib.sh | . //dev/fd/0', [null]],
    ['. /dev/./stdin < lib.sh', [null]],
    ['. ../../dev/stdin < lib.sh', [null]],
    ['exec 3< lib.sh; . /proc/self/fd/3', [null]],
    ['. "/proc/$$/fd/3"', [null]],
    ['. /proc/self/cwd/lib.sh', [null]],
    ['command . /dev/stdin <<< "$(cat lib.sh)"', [null]],
    ["eval 'source /dev/stdin' < lib.sh", [null]],
    ['. ./device/lib.sh', ['lib.sh']],
    ["eval '. lib.sh'", ['lib.sh']],
    // A dot is an argument of many programs.
    ['jq . data.json', []],
    ['grep -r name . lib.sh', []],
    ['ruff check . && echo source lib.sh', []],
    // Another shell: it can only say its own exit status.
    ['bash -c ". lib.sh && greet"', []],
    ['bash lib.sh', []],
  ];
  it.each(table)('%s', (statement, names) => {
    expect(sourcedNames(statement)).toEqual(names);
  });

  it('may be anything where the nesting has no end', () => {
    expect(sourcedNames(`${'$('.repeat(3000)}true${')'.repeat(3000)}`)).toContain(null);
  });
});
