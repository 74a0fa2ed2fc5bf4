import { SUCCESS_RATE } from '../../engine/domain/gate-report.ts';
import type { RunState } from '../../engine/domain/state.ts';
import type { StageName, StageState } from '../../engine/domain/stage.ts';
import type { Line, Span } from '../line.ts';
import { cutLine, joinFitting, span, spread, textOf } from '../line.ts';
import { cells } from '../fit.ts';
import { safeText } from '../safe-text.ts';
import { clockTime, dollars, percent, roughTime } from './units.ts';
import { statusSpan } from './outcome.ts';

/** Narrower than this, the phase's name is worth more than the note. */
const ROOM_FOR_NOTE = 60;
const SHORTEST_NAME = 12;
const SHORTEST_ID = 4;
/** Fewer accepted workers than this say nothing about the rest. */
const ETA_SAMPLE = 3;

/** Milliseconds that engines were at work on the run until `now`. */
export function activeTime(run: RunState, now: number): number {
  return run.activeMs + (run.activeSince === null ? 0 : Math.max(0, now - run.activeSince));
}

/**
 * Milliseconds until the last worker that can still be accepted, at the pace so far: mean time of the accepted ones,
 * times the rest, over those that run side by side now. Null where there is too little to go by.
 */
export function etaMs(run: RunState): number | null {
  const { accepted, waiting, running, approval } = run.counts;
  const atWork = running + approval;
  if (accepted < ETA_SAMPLE || atWork === 0 || run.paused || run.status.type !== 'running') return null;
  return Math.ceil((waiting + atWork) / atWork) * (run.totals.acceptedMs / accepted);
}

/** Whether all workers have had their chance: from the gate on the rate is over all of them. */
function isDecided({ status }: RunState): boolean {
  return status.type === 'reviewing' || status.type === 'merged' || status.type === 'rejected';
}

/** Accepted workers over all, or while they run over those that came to an end; null before the first one did. */
export function successRate(run: RunState): number | null {
  const { accepted, escalated, failed } = run.counts;
  const ended = isDecided(run) ? run.order.length : accepted + escalated + failed;
  return ended === 0 ? null : accepted / ended;
}

function rateSpan(run: RunState): Span {
  const rate = successRate(run);
  if (rate === null) return span('rate —', 'dim');
  const what = isDecided(run) ? 'rate' : 'rate so far';
  return rate > SUCCESS_RATE
    ? span(`${what} ${percent(rate)} >95 ok`, 'good')
    : span(`${what} ${percent(rate)}, needs >95`, 'warn');
}

function bar(done: number, total: number, width: number): Line {
  const filled = total === 0 ? 0 : Math.floor((done / total) * width);
  return [span('█'.repeat(filled), 'good'), span('░'.repeat(width - filled), 'dim')];
}

const STAGES: readonly StageName[] = ['build', 'test', 'deploy', 'review'];

function stageSpan(name: StageName, stage: StageState): Span {
  switch (stage.type) {
    case 'pending':
      return span(`${name} ·`, 'dim');
    case 'running':
      return span(`${name} ●`, 'busy');
    case 'passed':
      return span(`${name} ✓`, 'good');
    case 'failed':
      return span(`${name} ✗`, 'bad');
  }
}

/** Lines of the header that what is lacking may take. */
const MOST_LACKS = 3;

function titleLine(run: RunState, now: number, width: number, note: string | null): Line {
  const eta = etaMs(run);
  const times: Line = [
    span(`${clockTime(activeTime(run, now))}  ETA ${eta === null ? '—' : `~${roughTime(eta)}`}`),
  ];
  const title = run.title === '' || run.title === run.phase ? run.phase : `${run.phase} ${run.title}`;
  const marks: Span[] = [span('  '), statusSpan(run)];
  if (run.paused) marks.push(span('  ‖ PAUSED', 'warn'));
  if (note !== null && width >= ROOM_FOR_NOTE) marks.push(span(`  (${safeText(note)})`, 'warn'));
  const head = span('WINGMAN  ', 'strong');
  const timesWidth = cells(textOf(times)) + 2;
  const spare = width - cells(textOf([head, ...marks]));
  // The clocks have their place only where the phase can be told beside them.
  const room = spare - timesWidth >= SHORTEST_NAME ? spare - timesWidth : spare;
  const name = cutLine([span(safeText(title))], Math.max(SHORTEST_ID, room));
  return spread([head, ...name, ...marks], times, width);
}

function progressLine(run: RunState, width: number): Line {
  const total = run.order.length;
  const { accepted } = run.counts;
  const barWidth = Math.max(4, Math.min(30, width - 50));
  return joinFitting(
    [
      [...bar(accepted, total, barWidth), span(` ${accepted}/${total}`, 'strong')],
      [rateSpan(run)],
      [span(`cost ${dollars(run.totals.costUsd)}`)],
    ],
    '  ',
    width,
  );
}

function countsLine(run: RunState, width: number): Line {
  const { counts } = run;
  const parts: Span[] = [
    span(`● ${counts.running} running`, counts.running > 0 ? 'busy' : 'dim'),
    span(`· ${counts.waiting} waiting`, 'dim'),
    span(`⊘ ${counts.blocked} blocked`, counts.blocked > 0 ? 'warn' : 'dim'),
    span(`! ${counts.escalated} escalated`, counts.escalated > 0 ? 'bad' : 'dim'),
  ];
  if (counts.approval > 0) parts.unshift(span(`? ${counts.approval} approval`, 'warn'));
  if (counts.failed > 0) parts.push(span(`✗ ${counts.failed} failed`, 'bad'));
  if (counts.skipped > 0) parts.push(span(`- ${counts.skipped} skipped`, 'dim'));
  return joinFitting(
    parts.map((part) => [part]),
    '  ',
    width,
  );
}

/** What the machine lacks, each thing once, with what to do about it. */
function lackLines(run: RunState, width: number): readonly Line[] {
  return run.lacks.slice(0, MOST_LACKS).map(({ detail, fix, uses }) => {
    const workers = new Set(uses.map((use) => use.worker)).size;
    const what = `! ${workers} worker${workers === 1 ? '' : 's'}: ${safeText(detail)}: ${safeText(fix)}`;
    return cutLine([span(`${what} (then R; W waives)`, 'warn')], width);
  });
}

function stagesLine(run: RunState, width: number): Line {
  return joinFitting(
    STAGES.map((name) => [stageSpan(name, run.stages[name])]),
    '  ',
    width,
  );
}

/** The header's lines, the most telling ones first; draw as many as there is room for. */
export function headerLines(run: RunState, now: number, width: number, note: string | null): readonly Line[] {
  return [
    titleLine(run, now, width, note),
    progressLine(run, width),
    countsLine(run, width),
    stagesLine(run, width),
    ...lackLines(run, width),
  ];
}
