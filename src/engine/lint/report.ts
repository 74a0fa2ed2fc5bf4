import { relative } from 'node:path';
import { classifyAll, type Classification } from '../approval/classify.ts';
import type { Deliverable, Finding } from '../domain/instruction.ts';
import type { RuleName } from '../domain/rule-name.ts';
import type { LintReport } from './lint-phase.ts';

type JsonFinding = Omit<Finding, 'file'> & { readonly allowed?: true };

/** One worker in `wingman lint --json`. A file that cannot be parsed has findings and no score. */
export interface JsonWorker {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly score?: number;
  readonly pass: boolean;
  readonly deliverables: readonly Pick<Deliverable, 'path' | 'from' | 'confidence'>[];
  readonly checks: readonly {
    readonly command: string;
    readonly line: number;
    readonly approval: Classification;
  }[];
  readonly findings: readonly JsonFinding[];
}

/** The object that `wingman lint --json` prints. */
export interface JsonReport {
  readonly workers: readonly JsonWorker[];
  /** Findings about the folder itself. */
  readonly findings: readonly (JsonFinding & { readonly file: string })[];
  /** Rules that were skipped, since there is no Git repo to compare the files with. */
  readonly notLookedAt: readonly RuleName[];
}

/** The report as data; a finding that was let pass says so. */
export function jsonReport(
  report: LintReport,
  allow: ReadonlySet<RuleName>,
  notLookedAt: readonly RuleName[] = [],
): JsonReport {
  const one = ({ rule, level, line, message, fix }: Finding): JsonFinding => ({
    ...{ rule, level, line, message, fix },
    ...(level === 'error' && allow.has(rule) ? { allowed: true as const } : {}),
  });
  return {
    workers: report.workers.map(({ id, name, file, score, pass, instruction, findings }) => ({
      ...{ id, name, file, ...(score === null ? {} : { score }), pass },
      deliverables: (instruction?.deliverables ?? []).map(({ path, from, confidence }) => ({
        path,
        from,
        confidence,
      })),
      checks: (instruction?.blocks ?? []).flatMap(({ statements }) => {
        const approvals = classifyAll(statements.map(({ text }) => text));
        return statements.flatMap(({ text, line }, at) => {
          const approval = approvals[at];
          return approval === undefined ? [] : [{ command: text, line, approval }];
        });
      }),
      findings: findings.map(one),
    })),
    findings: report.findings.map((finding) => ({ file: finding.file, ...one(finding) })),
    notLookedAt,
  };
}

/** Escapes control characters as `\x1b`: the text of a worker file must not control the terminal. */
const printable = (text: string): string =>
  text.replace(
    /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** The report as a compiler would print it: a line a finding with its fix below, and last a summary. */
export function reportLines(
  report: LintReport,
  allow: ReadonlySet<RuleName>,
  cwd: string,
  notLookedAt: readonly RuleName[] = [],
): string[] {
  const short = (file: string): string => {
    const path = relative(cwd, file);
    return path === '' || path.startsWith('..') ? file : path;
  };
  const lines = (findings: readonly Finding[]): string[] =>
    findings.flatMap(({ rule, level, file, line, message, fix }) => [
      `${short(file)}:${line}: ${level === 'error' && allow.has(rule) ? 'allowed' : level}: ${message} [${rule}]`,
      `    ${fix}`,
    ]);
  const all = [...lines(report.findings), ...report.workers.flatMap(({ findings }) => lines(findings))];
  const left =
    notLookedAt.length === 0
      ? []
      : [
          `not looked at: ${notLookedAt.join(', ')}; neither the worker files nor the current folder lie in a Git repository, name one with --repo`,
        ];
  return [...all, ...left, summary(report)].map((line) => printable(line));
}

function summary({ workers, findings, blocking }: LintReport): string {
  const warnings = [...findings, ...workers.flatMap((worker) => worker.findings)].filter(
    ({ level }) => level === 'warning',
  );
  const passed = workers.filter(({ pass }) => pass).length;
  const scores = workers.flatMap(({ score }) => (score === null ? [] : [score]));
  const mean =
    scores.length === 0
      ? ''
      : `, mean score ${Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length)}`;
  return `${count(workers.length, 'worker file')}, ${passed} pass${mean}; ${blocking.length} blocking, ${count(warnings.length, 'warning')}`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
