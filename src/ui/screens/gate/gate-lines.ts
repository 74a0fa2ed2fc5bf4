import { describeFailure } from '../../../engine/domain/failure.ts';
import type { RunState, WorkerState } from '../../../engine/domain/state.ts';
import { cells, wrap } from '../../fit.ts';
import type { Line } from '../../line.ts';
import { span } from '../../line.ts';
import { safeLines, safeText } from '../../safe-text.ts';
import type { Tone } from '../../theme.ts';
import { SUCCESS_RATE } from '../../../engine/domain/gate-report.ts';
import { clockTime, dollars, percent, shortCommit, shortId } from '../../selectors/units.ts';

type GateReport = NonNullable<RunState['gate']>;

/** The gate's counts, one row for the table. */
export interface GateCounts {
  readonly [column: string]: number;
}

/** How the workers ended, each verdict apart. */
export function gateCounts(report: GateReport): GateCounts {
  return {
    accepted: report.accepted,
    proven: report.proven,
    unproven: report.unproven,
    escalated: report.escalated,
    blocked: report.blocked,
    failed: report.failed,
    skipped: report.skipped,
  };
}

/** The cells that the table of the counts takes, borders included. */
export function gateTableWidth(report: GateReport): number {
  return Object.entries(gateCounts(report)).reduce(
    (sum, [name, value]) => sum + Math.max(cells(name), String(value).length) + 3,
    1,
  );
}

function block(text: string, width: number, indent: number, tone: Tone): readonly Line[] {
  return safeLines(text)
    .flatMap((line) => wrap(line, width - indent))
    .map((piece) => [span(' '.repeat(indent)), span(piece, tone)]);
}

const mark = (ok: boolean): string => (ok ? '✓' : '✗');
const tail = (text: string, lines: number): string => text.trimEnd().split('\n').slice(-lines).join('\n');

function testLines(report: GateReport, width: number): readonly Line[] {
  if (report.phaseTest === null) return [[span('- the phase names no test of its own', 'warn')]];
  const { command, ok, outputTail } = report.phaseTest;
  return [
    ...block(`${mark(ok)} phase test ${ok ? 'green' : 'red'}: ${command}`, width, 0, ok ? 'good' : 'bad'),
    ...(ok ? [] : block(tail(outputTail, 8), width, 4, 'dim')),
  ];
}

function cloneLines(report: GateReport, width: number): readonly Line[] {
  const { green, red, notRepeated, flaky, differences } = report.cleanClone;
  const ok = red === 0 && differences.length === 0;
  const unstable = flaky === 0 ? '' : `, ${flaky} flaky (failed, then passed on the same tree)`;
  const skipped = `${notRepeated === 0 ? '' : `, ${notRepeated} not repeated (they need an approval)`}${unstable}`;
  return [
    ...block(`${mark(ok)} clean clone: ${green} green, ${red} red${skipped}`, width, 0, ok ? 'good' : 'bad'),
    ...differences.flatMap((difference) => [
      ...block(`differs: ${difference.worker}: ${difference.command}`, width, 2, 'bad'),
      ...block(tail(difference.outputTail, 4), width, 4, 'dim'),
    ]),
  ];
}

/** Workers that ended badly, with why. */
function troubleLines(workers: readonly WorkerState[], width: number): readonly Line[] {
  return workers.flatMap(({ facts, status }) => {
    if (status.state === 'escalated' || status.state === 'failed') {
      const symbol = status.state === 'escalated' ? '!' : '✗';
      return block(
        `${symbol} ${shortId(facts.id)} ${status.state}: ${describeFailure(status.failure)}`,
        width,
        0,
        'bad',
      );
    }
    if (status.state !== 'blocked') return [];
    const lacks = status.lacks.map((lack) => `${lack.detail}: ${lack.fix}`);
    const why = lacks.length > 0 ? lacks.join('; ') : `by ${status.by.map(shortId).join(', ')}`;
    return block(`⊘ ${shortId(facts.id)} blocked ${why}`, width, 0, 'warn');
  });
}

/** The evidence that the decision is made on, but for the table of the counts. */
export function gateLines(
  run: RunState,
  report: GateReport,
  workers: readonly WorkerState[],
  width: number,
): readonly Line[] {
  const rateOk = report.successRate > SUCCESS_RATE;
  const rate = `${report.accepted}/${report.workers} accepted (${report.proven} proven, ${report.unproven} unproven), rate ${percent(report.successRate)} ${rateOk ? '>95' : '≤95'}`;
  const facts = [
    `${report.filesChanged} files changed`,
    `cost ${dollars(report.costUsd)}`,
    `time ${clockTime(report.durationMs)}`,
    `${safeText(report.branch)} at ${shortCommit(report.commit)}`,
  ].join('  ');
  return [
    ...(run.obstruction === null
      ? []
      : block(`In the way of the merge: ${run.obstruction}`, width, 0, 'bad')),
    ...(run.totals.waived === 0
      ? []
      : [[span(`! ${run.totals.waived} workers with a waived check`, 'warn')] as Line]),
    ...(report.aboveThreshold
      ? [[span('✓ the phase passes', 'good')]]
      : block('! the phase does NOT pass: to approve it, its name must be typed', width, 0, 'bad')),
    ...block(`${mark(rateOk)} ${rate}`, width, 0, rateOk ? 'good' : 'bad'),
    ...testLines(report, width),
    ...cloneLines(report, width),
    ...block(facts, width, 0, 'plain'),
    ...troubleLines(workers, width),
  ];
}

/** What the gate waits for, or what was answered. */
export function gateAnswerText(run: RunState): string {
  if (run.obstruction !== null) return 'a tries the merge again';
  if (run.gateAnswer === null) return 'Review the phase';
  return `${run.gateAnswer.answer.decision} by ${safeText(run.gateAnswer.by)}`;
}
