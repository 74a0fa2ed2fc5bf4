import type { RootContent } from 'mdast';
import type { Dependency, Finding } from '../domain/instruction.ts';
import type { RuleName } from '../domain/rule-name.ts';
import { labelOf, unitsOf, type Unit } from './markdown.ts';
import { workerId } from './worker-name.ts';

/** The longest range that is accepted; a longer one is taken for a typing error. */
const MAX_RANGE = 1000;

const START = /\bworkers?[\s_#-]{0,3}(\d{1,6})\b/giy;
const RANGE =
  /\s*(?:\bto\b|\bthrough\b|\bthru\b|\buntil\b|\.{2,3}|[-–—…→])\s*(?:workers?[\s_#-]?)?(\d{1,6})\b/iy;
const MORE = /\s*(?:,\s*and\b|,|&|\/|\+|\band\b)\s*(\d{1,6})\b/iy;
/** Lines about workers that come after this one, or beside it. */
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

/** The words by which DEPENDENCIES says that there is no worker to wait for. */
const NONE =
  /^\W*(none|nothing|n\/a|not applicable|no (prior |previous |earlier |other )?(workers?|dependenc(y|ies)))\b/i;
const ABOUT_WORKERS = /\b(workers?|dependenc(y|ies)|depends on|prior|previous|required|must)\b/i;

/** Whether a line says that there is no worker to wait for; `Optional: None` and `Services: None` do not. */
function saysNone(unit: Unit): boolean {
  const label = labelOf(unit);
  if (label !== null && NONE.test(label.label)) return true;
  const lead = label?.label ?? unit.leads.at(-1);
  return NONE.test(unit.text.slice(label?.end ?? 0)) && (lead === undefined || ABOUT_WORKERS.test(lead));
}

const headerUnits = (preamble: readonly RootContent[]): Unit[] =>
  unitsOf(preamble).filter((unit) => /^(dependenc(y|ies)|depends on)$/i.test(labelOf(unit)?.label ?? ''));

/**
 * What a worker file says about the workers before it. DEPENDENCIES wins, also where it says that there are none; the
 * header's line counts where there is no such section, and where the section names no worker at all.
 */
export function dependenciesOf(
  own: number,
  file: string,
  section: readonly RootContent[] | null,
  preamble: readonly RootContent[],
): { readonly dependencies: Dependency[]; readonly findings: Finding[] } {
  const header = headerUnits(preamble);
  if (section === null) return readUnits(own, file, header);
  const units = unitsOf(section);
  const said = readUnits(own, file, units);
  if (said.dependencies.length > 0 || said.findings.length > 0 || units.some(saysNone)) return said;
  const { dependencies, findings } = readUnits(own, file, header);
  return { dependencies: dependencies.map((one) => ({ ...one, fromHeader: true as const })), findings };
}

function readUnits(
  own: number,
  file: string,
  units: readonly Unit[],
): { readonly dependencies: Dependency[]; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const byNumber = new Map<number, Dependency>();
  const add = (number: number, line: number, implied: boolean): void => {
    const before = byNumber.get(number);
    if (number === own || (before && (implied || before.implied !== true))) return;
    byNumber.set(number, { worker: workerId(number), line, ...(implied ? { implied: true as const } : {}) });
  };
  const complain = (named: Named, rule: RuleName, message: string, fix: string): void => {
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
