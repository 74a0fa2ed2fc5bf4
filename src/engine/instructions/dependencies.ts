import type { RootContent } from 'mdast';
import type { Dependency, Finding } from './instruction.ts';
import { labelOf, unitsOf, type Unit } from './markdown.ts';
import { workerId } from './worker-name.ts';

/** The longest range that is believed; a longer one is a slip of the pen. */
export const MAX_RANGE = 1000;

const START = /\bworkers?[\s_#-]{0,3}(\d{1,6})\b/giy;
const RANGE =
  /\s*(?:\bto\b|\bthrough\b|\bthru\b|\buntil\b|\.{2,3}|[-–—…→])\s*(?:workers?[\s_#-]?)?(\d{1,6})\b/iy;
const MORE = /\s*(?:,\s*and\b|,|&|\/|\+|\band\b)\s*(\d{1,6})\b/iy;
/** Lines that speak of workers which come after this one, or beside it. */
const ELSEWHERE =
  /\b(blocks?|unblocks?|enables?|next workers?|required by|needed by|used by|followed by|dependents?|downstream|in parallel|independent of|not depend|no dependency on|not require|not required|before starting workers?)\b/i;

interface Named {
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Worker numbers and ranges in a line: `WORKER_001, 002 and WORKER_004-006`, `workers 001 to 006`. */
function namedIn(unit: Unit): Named[] {
  const found: Named[] = [];
  for (const word of unit.text.matchAll(/\bworkers?[\s_#-]{0,3}\d/gi)) {
    let match = matchAt(START, unit.text, word.index);
    while (match) {
      const digits = match[1] ?? '';
      let end = match.index + match[0].length;
      const range = matchAt(RANGE, unit.text, end);
      const last = range?.[1] ?? '';
      // A short number after a dash is a count or a title ("WORKER_012 - 2 files") unless it is shaped like the first.
      const believed =
        range && (/worker/i.test(range[0]) || last.length >= 3 || last.length === digits.length);
      if (believed) end += range[0].length;
      found.push({ from: Number(digits), to: believed ? Number(last) : Number(digits), line: unit.line });
      const more = matchAt(MORE, unit.text, end);
      match = more && (more[1]?.length ?? 0) >= 3 ? more : null;
    }
  }
  return found;
}

/** What a worker file says about the workers before it: DEPENDENCIES, or without one the header's line. */
export function dependenciesOf(
  own: number,
  file: string,
  section: readonly RootContent[] | null,
  preamble: readonly RootContent[],
): { readonly dependencies: Dependency[]; readonly findings: Finding[] } {
  const units = section
    ? unitsOf(section)
    : unitsOf(preamble).filter((unit) => /^(dependenc(y|ies)|depends on)$/i.test(labelOf(unit)?.label ?? ''));
  const findings: Finding[] = [];
  const byNumber = new Map<number, Dependency>();
  const add = (number: number, line: number, implied: boolean): void => {
    const before = byNumber.get(number);
    if (number === own || (before && (implied || before.implied !== true))) return;
    byNumber.set(number, { worker: workerId(number), line, ...(implied ? { implied: true as const } : {}) });
  };
  const complain = (named: Named, rule: string, message: string, fix: string): void => {
    findings.push({ rule, level: 'error', file, line: named.line, message, fix });
  };
  for (const unit of units) {
    if ([unit.text, ...unit.leads].some((text) => ELSEWHERE.test(text))) continue;
    for (const named of namedIn(unit)) {
      const range = `${workerId(named.from)} to ${workerId(named.to)}`;
      if (named.to < named.from)
        complain(
          named,
          'reversed-range',
          `the range ${range} runs backwards`,
          `write ${workerId(named.to)} to ${workerId(named.from)}`,
        );
      else if (named.to - named.from >= MAX_RANGE)
        complain(
          named,
          'range-too-long',
          `the range ${range} names over ${MAX_RANGE} workers`,
          'name the workers that this one really needs',
        );
      else
        for (let number = named.from; number <= named.to; number += 1)
          add(number, named.line, number !== named.from && number !== named.to);
    }
  }
  const dependencies = [...byNumber.entries()].sort(([a], [b]) => a - b).map(([, dependency]) => dependency);
  return { dependencies, findings };
}
