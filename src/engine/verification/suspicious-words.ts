import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

/** FAIL as a word of its own, that no 0 after it (`FAIL: 0`) or before it (`10 PASSED, 0 FAILED`) takes back. */
const FAILURE =
  /(?<![A-Za-z0-9_-])(?<!(?:^|[,;:=|/([]|\b(?:PASS|PASSED|OK|and))[ \t]*0[ \t]+)FAIL(?:ED|URE|URES)?(?![A-Za-z0-9_-])(?!\s*[:=]?\s*0(?!\d))/;

/** Longer lines are looked at in pieces. */
const MAX_LINE_CHARS = 65_536;
/** What is looked at again with the next piece, since the words may be split. */
const OVERLAP_CHARS = 256;

/** Looks for a failure in the words of an output, line by line, as it arrives. */
export interface FailureWatch {
  add(bytes: Buffer): void;
  /** Whether a line so far says FAIL (and not that there were 0 of them), in whatever colours. */
  seen(): boolean;
}

/** Holds one line of the output at most. */
export function createFailureWatch(): FailureWatch {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let found = false;
  const says = (text: string): boolean => FAILURE.test(stripVTControlCharacters(text));
  return {
    add(bytes) {
      if (found) return;
      const [first = '', ...others] = decoder.write(bytes).split(/[\r\n]/);
      line += first;
      for (const next of others) {
        found ||= says(line);
        line = next;
      }
      if (line.length <= MAX_LINE_CHARS) return;
      found ||= says(line);
      line = line.slice(-OVERLAP_CHARS);
    },
    seen: () => found || says(line),
  };
}
