import { describeFailure } from '../../engine/domain/failure.ts';
import type { WorkStep, WorkerState, WorkerStatus } from '../../engine/domain/state.ts';
import { safeText } from '../safe-text.ts';
import type { Tone } from '../theme.ts';
import { shortId } from './units.ts';

/** What a worker's row shows, but for the clocks. Made once for each state of the worker; every text is safe. */
export interface WorkerRow {
  readonly id: string;
  readonly short: string;
  readonly name: string;
  readonly symbol: string;
  readonly state: string;
  readonly tone: Tone;
  readonly attempt: string;
  readonly provider: string;
  readonly checks: string;
  readonly lastEvent: string;
  /** Milliseconds of the attempts that have ended. */
  readonly doneMs: number;
  /** Epoch ms of the attempt under way; null where none is. */
  readonly runsSince: number | null;
  /** Epoch ms of the last progress; null where nothing runs. */
  readonly progressAt: number | null;
}

/** Longer texts are cut before anything looks at them: no row shows more, and a model may send megabytes. */
const LONGEST = 400;

const STEPS: Readonly<Record<WorkStep, string>> = {
  prompt: 'prompt',
  model: 'model',
  answer: 'answer',
  queue: 'queue',
  checks: 'checks',
  landing: 'landing',
};

/** The mark, word and tone of a state. Proven and unproven are told apart. */
export function stateLabel(status: WorkerStatus): Pick<WorkerRow, 'symbol' | 'state' | 'tone'> {
  switch (status.state) {
    case 'waiting':
      return { symbol: '·', state: 'waiting', tone: 'dim' };
    case 'blocked':
      return { symbol: '⊘', state: 'blocked', tone: 'warn' };
    case 'running':
      return { symbol: '●', state: `running ${STEPS[status.step]}`, tone: 'busy' };
    case 'approval':
      return { symbol: '?', state: 'approval', tone: 'warn' };
    case 'accepted':
      return status.verdict === 'proven'
        ? { symbol: '✓', state: 'proven', tone: 'good' }
        : { symbol: '≈', state: 'unproven', tone: 'good' };
    case 'escalated':
      return { symbol: '!', state: 'escalated', tone: 'bad' };
    case 'failed':
      return { symbol: '✗', state: 'failed', tone: 'bad' };
    case 'skipped':
      return { symbol: '-', state: 'skipped', tone: 'dim' };
  }
}

const brief = (text: string): string => safeText(text.slice(0, LONGEST));

/** Green checks of the newest attempt over all of the worker's, `—` where none has run. */
function checksOf(worker: WorkerState): string {
  const results = worker.attempts.at(-1)?.checks ?? [];
  if (results.length === 0) return worker.facts.checks === 0 ? '—' : `—/${worker.facts.checks}`;
  return `${results.filter((result) => result.status === 'green').length}/${worker.facts.checks}`;
}

function lastEventOf(worker: WorkerState): string {
  if (worker.lastEvent !== '') return worker.lastEvent;
  return 'failure' in worker.status ? describeFailure(worker.status.failure) : '';
}

/** A worker's state as its row shows it. */
export function workerRow(worker: WorkerState): WorkerRow {
  const { facts, status } = worker;
  const attempt = worker.attempts.at(-1);
  return {
    id: facts.id,
    short: brief(shortId(facts.id)),
    name: brief(facts.name.replaceAll('_', ' ')),
    ...stateLabel(status),
    attempt: attempt === undefined ? '' : String(attempt.number),
    provider: attempt?.provider ?? facts.route,
    checks: checksOf(worker),
    lastEvent: brief(lastEventOf(worker)),
    doneMs: worker.attempts.reduce(
      (sum, one) => sum + (one.endedAt === null ? 0 : one.endedAt - one.startedAt),
      0,
    ),
    runsSince: attempt?.endedAt === null ? attempt.startedAt : null,
    progressAt: status.state === 'running' ? status.progress.at : null,
  };
}

/** Rows by worker, each made anew only when its worker's state is another one. */
export function rowCache(): (worker: WorkerState) => WorkerRow {
  const rows = new WeakMap<WorkerState, WorkerRow>();
  return (worker) => {
    const known = rows.get(worker);
    if (known !== undefined) return known;
    const made = workerRow(worker);
    rows.set(worker, made);
    return made;
  };
}
