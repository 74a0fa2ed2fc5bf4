import type { Finding, Instruction } from '../domain/instruction.ts';
import type { SectionName } from '../instructions/sections.ts';
import { found } from './finding.ts';
import { RULES } from './rules.ts';

/** Points that a worker file needs to be run. */
export const PASS_SCORE = 80;

/** The ten points of the framework; the last three have one of two names. */
export const TEN_POINTS: readonly (readonly SectionName[])[] = [
  ['DELIVERABLES'],
  ['SUCCESS_CRITERIA'],
  ['BOUNDARIES'],
  ['DEPENDENCIES'],
  ['MITIGATION'],
  ['TEST_PROCESS'],
  ['TEST_RESULTS_FORMAT'],
  ['TASK_CLASSIFICATION', 'RESOURCE_REQUIREMENTS'],
  ['RETROSPECTIVE', 'RISK_ASSESSMENT'],
  ['PERFORMANCE_REQUIREMENTS', 'QUALITY_METRICS'],
];

/**
 * The score: ten points for each of the ten sections. A section that is missing or empty, or in which an error stands,
 * gets none of them; one in which a warning about its text stands gets five. What the machine or the repo lacks, and
 * what concerns the whole phase, costs nothing: the same file has the same score everywhere.
 */
export function scoreOf(instruction: Instruction, findings: readonly Finding[]): number {
  return gainsOf(instruction, findings).reduce((score, { points }) => score - points, 100);
}

/** Points that a section could still gain, and how. */
export interface Gain {
  /** Index in TEN_POINTS. */
  readonly point: number;
  readonly points: 5 | 10;
  readonly what: 'correct' | 'fill' | 'add';
  /** Whether a file cannot run without, whatever its score. */
  readonly blocks: boolean;
}

/** What keeps the score from 100, in the order of the sections. */
export function gainsOf(instruction: Instruction, findings: readonly Finding[]): Gain[] {
  const costly = findings.filter(({ rule }) => RULES[rule].costs);
  return TEN_POINTS.flatMap((names, point): Gain[] => {
    const sections = filled(instruction, names);
    if (sections.length === 0) {
      const isThere = instruction.sections.some(({ name }) => names.some((known) => known === name));
      const blocks = names.includes('DELIVERABLES') || names.includes('TEST_PROCESS');
      return [{ point, points: 10, what: isThere ? 'fill' : 'add', blocks }];
    }
    const inside = costly.filter(({ line }) => sections.some((at) => line >= at.line && line <= at.endLine));
    if (inside.length === 0) return [];
    const blocks = inside.some(({ level }) => level === 'error');
    return [{ point, points: blocks ? 10 : 5, what: 'correct', blocks }];
  });
}

const isFilled = (text: string): boolean => /[^\s\-_*=#]/.test(text);
const filled = ({ sections }: Instruction, names: readonly string[]): Instruction['sections'] =>
  sections.filter(({ name, text }) => names.includes(name) && isFilled(text));

/** The points of the framework that the file leaves out. Those with an error of their own are not named twice. */
export function missingSections(instruction: Instruction): Finding[] {
  return TEN_POINTS.flatMap((names, index) => {
    const [name, other] = names;
    if (filled(instruction, names).length > 0 || name === 'DELIVERABLES' || name === 'TEST_PROCESS')
      return [];
    const empty = instruction.sections.find((section) => names.some((known) => known === section.name));
    if (empty !== undefined)
      return [
        found('empty-section', instruction.file, empty.line, `${empty.name} is empty: it costs ten points`),
      ];
    const stand = placeholderFor(instruction, index + 1);
    const called = other === undefined ? name : `${name} (or ${other})`;
    return [
      found(
        'missing-section',
        instruction.file,
        stand?.line ?? 1,
        `${called} is missing${stand === null ? '' : ` (“${stand.text}” only stands for it)`}: it costs ten points`,
        `add "## ${index + 1}. ${name}"`,
      ),
    ];
  });
}

/** A heading such as `## 8-10. [Standard sections]`, which says that there would be something. */
function placeholderFor({ source }: Instruction, point: number): { line: number; text: string } | null {
  for (const [index, text] of source.split('\n').entries()) {
    const match = /^#{1,6}\s*(\d{1,2})\s*[-–]\s*(\d{1,2})\.?\s/.exec(text);
    if (match !== null && Number(match[1]) <= point && point <= Number(match[2]))
      return { line: index + 1, text: text.replace(/^#+\s*/, '').slice(0, 60) };
  }
  return null;
}
