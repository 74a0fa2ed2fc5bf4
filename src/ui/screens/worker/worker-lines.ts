import { describeFailure } from '../../../engine/domain/failure.ts';
import type { AttemptOutcome, AttemptState, WorkerState } from '../../../engine/domain/state.ts';
import { wrap } from '../../fit.ts';
import type { Line } from '../../line.ts';
import { cutLine, span } from '../../line.ts';
import { safeLines, safeText } from '../../safe-text.ts';
import type { Tone } from '../../theme.ts';
import { wrappedLog } from '../../selectors/log.ts';
import { clockTime, dollars, roughTime, shortCommit } from '../../selectors/units.ts';
import { stateLabel } from '../../selectors/worker-row.ts';

type CheckResult = AttemptState['checks'][number];

/** Characters of the log on the worker's own screen, which is made anew for each frame. */
const LOG_CHARACTERS = 10_000;
/** Lines of a red check's output. */
const OUTPUT_LINES = 12;

const STATUSES: Readonly<Record<CheckResult['status'], { symbol: string; tone: Tone }>> = {
  green: { symbol: '✓ green', tone: 'good' },
  red: { symbol: '✗ red', tone: 'bad' },
  timeout: { symbol: '✗ timed out', tone: 'bad' },
  'not-reached': { symbol: '- not reached', tone: 'warn' },
  'not-repeated': { symbol: '- not repeated', tone: 'dim' },
  waived: { symbol: '- waived', tone: 'warn' },
};

/** A text under an indentation, wrapped. */
function block(text: string, width: number, indent: number, tone: Tone): readonly Line[] {
  return safeLines(text)
    .flatMap((line) => wrap(line, width - indent))
    .map((piece) => [span(' '.repeat(indent)), span(piece, tone)]);
}

const title = (text: string): readonly Line[] => [[], [span(text, 'strong')]];

function outcomeText(outcome: AttemptOutcome | null): { text: string; tone: Tone } {
  if (outcome === null) return { text: '● under way', tone: 'busy' };
  switch (outcome.type) {
    case 'accepted':
      return {
        text: outcome.verdict === 'proven' ? '✓ accepted, proven' : '≈ accepted, unproven',
        tone: 'good',
      };
    case 'failed':
      return { text: `✗ ${describeFailure(outcome.failure)}`, tone: 'bad' };
    case 'interrupted':
      return { text: '- interrupted', tone: 'warn' };
  }
}

function checkLines(
  check: CheckResult,
  before: CheckResult | undefined,
  withOutput: boolean,
  width: number,
): readonly Line[] {
  const { symbol, tone } = STATUSES[check.status];
  const flags = `${check.suspicious ? ', prints FAIL' : ''}${check.flaky ? ', flaky' : ''}`;
  const exit = check.exitCode === null ? '' : ` (exit ${check.exitCode})`;
  const was = before === undefined ? '' : `, before the work ${before.status}`;
  const head: Line = [
    span(`    ${check.index + 1} `),
    span(`${symbol}${exit}`, tone),
    span(`  ${roughTime(check.durationMs)}, line ${check.line}${was}${flags}`, 'dim'),
  ];
  const output =
    check.status === 'green' || !withOutput
      ? ''
      : check.outputTail.trimEnd().split('\n').slice(-OUTPUT_LINES).join('\n');
  return [
    head,
    ...block(check.command, width, 6, 'plain'),
    ...(output === '' ? [] : block(output, width, 8, 'dim')),
  ];
}

function attemptLines(attempt: AttemptState, newest: boolean, now: number, width: number): readonly Line[] {
  const outcome = outcomeText(attempt.outcome);
  const tokens = `${attempt.inputTokens ?? '—'} in, ${attempt.outputTokens ?? '—'} out`;
  const facts = [
    clockTime((attempt.endedAt ?? now) - attempt.startedAt),
    `${attempt.provider} ${safeText(attempt.model)}`,
    `tokens ${tokens}`,
    `cost ${dollars(attempt.costUsd)}`,
    ...(attempt.commit === null ? [] : [`commit ${shortCommit(attempt.commit)}`]),
  ].join('  ');
  return [
    ...block(`attempt ${attempt.number}  ${outcome.text}`, width, 2, outcome.tone),
    ...block(facts, width, 4, 'dim'),
    ...(attempt.files.length === 0 ? [] : block(`wrote ${attempt.files.join(', ')}`, width, 4, 'plain')),
    ...attempt.refused.flatMap((refusal) =>
      block(`refused ${refusal.path}: ${refusal.why}`, width, 4, 'warn'),
    ),
    ...attempt.checks.flatMap((check) =>
      checkLines(
        check,
        attempt.before.find((before) => before.index === check.index),
        newest,
        width,
      ),
    ),
  ];
}

/** Why a worker does not run yet: what it comes after and how that stands. */
function waitLines(
  worker: WorkerState,
  lookup: (id: string) => WorkerState | undefined,
  width: number,
): readonly Line[] {
  const open = worker.facts.after.filter((edge) => lookup(edge.worker)?.status.state !== 'accepted');
  const { status } = worker;
  if (status.state === 'blocked') {
    const lacks = status.lacks.flatMap((lack) => {
      const checks = lack.checks.map((check) => check + 1).join(', ');
      return block(
        `check ${checks} ${lack.detail}: ${lack.fix} (R tries again, W waives the check)`,
        width,
        2,
        'warn',
      );
    });
    const others = status.by.length === 0 ? [] : block(`by ${status.by.join(', ')}`, width, 2, 'warn');
    return [...title('Blocked'), ...lacks, ...others];
  }
  if (status.state !== 'waiting') return [];
  if (open.length === 0) return [...title('Waits for'), [span('  a free place')]];
  return [
    ...title('Waits for'),
    ...open.flatMap((edge) => {
      const other = lookup(edge.worker);
      const state = other === undefined ? 'not in this run' : stateLabel(other.status).state;
      return block(`${edge.worker} (${state}): ${edge.because}`, width, 2, 'plain');
    }),
  ];
}

/** Everything known of a worker, for its own screen, in lines of at most `width` cells. */
export function workerLines(
  worker: WorkerState,
  log: readonly string[],
  lookup: (id: string) => WorkerState | undefined,
  now: number,
  width: number,
): readonly Line[] {
  const { facts, status } = worker;
  const state = stateLabel(status);
  return [
    cutLine(
      [
        span(`${safeText(facts.id)}  `, 'strong'),
        span(`${state.symbol} ${state.state}`, state.tone),
        span(`  ${safeText(facts.name)}`, 'strong'),
      ],
      width,
    ),
    ...('failure' in status ? block(describeFailure(status.failure), width, 2, 'bad') : []),
    ...(status.state === 'accepted' ? block(`commit ${status.commit}`, width, 2, 'plain') : []),
    ...block(`file ${facts.file}`, width, 2, 'dim'),
    ...waitLines(worker, lookup, width),
    ...title('Deliverables'),
    ...facts.deliverables.flatMap((path) => block(path, width, 2, 'plain')),
    ...title(`Attempts: ${worker.attempts.length}`),
    ...worker.attempts
      .toReversed()
      .flatMap((attempt, index) => attemptLines(attempt, index === 0, now, width)),
    ...title('Log (its end)'),
    ...wrappedLog(log, width, LOG_CHARACTERS),
  ];
}
