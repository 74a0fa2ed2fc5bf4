import type { SharedLack } from '../engine/domain/lack.ts';
import type { CheckResult } from '../engine/domain/check-result.ts';
import type { ChecksFinished } from '../engine/domain/attempt-event.ts';
import type { Event } from '../engine/domain/event.ts';
import type { Refusal } from '../engine/domain/refusal.ts';
import { describeFailure } from '../engine/domain/failure.ts';
import { unreachable } from '../engine/domain/result.ts';
import type { RunState } from '../engine/domain/state.ts';
import { safeText } from './safe-text.ts';
import { count, dollars, percent, roughTime, shortCommit } from './selectors/units.ts';

type GateReport = NonNullable<RunState['gate']>;

/** `12 workers blocked: needs the Python module requests: pip install requests` */
function describeShared({ detail, fix, uses }: SharedLack): string {
  const workers = new Set(uses.map((use) => use.worker)).size;
  return `${workers} worker${workers === 1 ? '' : 's'} blocked: ${detail}: ${fix}`;
}

const list = (items: readonly string[]): string => items.join(', ');

/** Local time of day, as a person beside the terminal reads it. */
function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

function refusals(refused: readonly Refusal[]): string {
  return refused.length === 0 ? '' : `; refused ${list(refused.map(({ path, why }) => `${path} (${why})`))}`;
}

const STATUS_WORDS: Readonly<Record<CheckResult['status'], string>> = {
  green: 'green',
  red: 'red',
  timeout: 'timed out',
  'not-reached': 'not reached',
  'not-repeated': 'not repeated',
  waived: 'waived',
};

function checksText(event: ChecksFinished): string | null {
  if (event.purpose === 'before') return null;
  const whose = event.purpose === 'regression' ? ` of ${event.of}` : '';
  const bad = event.results.find(
    (result) => result.status !== 'green' && result.status !== 'not-repeated' && result.status !== 'waived',
  );
  if (bad !== undefined) return `check${whose} ${STATUS_WORDS[bad.status]}: ${bad.command}`;
  const green = event.results.filter((result) => result.status === 'green').length;
  return `checks${whose} green: ${green}/${event.results.length}`;
}

function gateText(report: GateReport): string {
  const rate = `${report.accepted}/${report.workers} accepted (${report.proven} proven, ${report.unproven} unproven)`;
  const clone = `clean clone ${report.cleanClone.green} green, ${report.cleanClone.red} red`;
  const test =
    report.phaseTest === null ? 'no phase test' : `phase test ${report.phaseTest.ok ? 'green' : 'red'}`;
  return `review gate: ${rate}, rate ${percent(report.successRate)}; ${clone}; ${test}; cost ${dollars(report.costUsd)}`;
}

/** What an event says, without time and worker; null for streams and for steps that the next line tells anyway. */
function eventText(event: Event): string | null {
  switch (event.type) {
    case 'run-created':
      return `run ${event.run}: phase ${event.phase}, ${count(event.workers.length, 'worker')}, branch ${event.branch}`;
    case 'run-started':
      return event.resumed ? 'run resumed' : 'run started';
    case 'run-paused':
      return 'run paused';
    case 'run-unpaused':
      return 'run goes on';
    case 'run-stopped':
      return `run stopped (${event.cause})`;
    case 'stage-started':
      return `stage ${event.stage} started${event.command === null ? '' : `: ${event.command}`}`;
    case 'stage-finished':
      return `stage ${event.stage} ${event.ok ? 'passed' : 'failed'}${event.detail === '' ? '' : `: ${event.detail}`}`;
    case 'gate-opened':
      return gateText(event.report);
    case 'gate-answered':
      return event.answer.decision === 'rework'
        ? `gate: rework of ${list(event.answer.workers)} by ${event.by}`
        : `gate: ${event.answer.decision} by ${event.by}`;
    case 'merge-obstructed':
      return `merge obstructed: ${event.detail}`;
    case 'phase-merged':
      return `phase merged as ${shortCommit(event.commit)} into ${event.into}, tag ${event.tag}`;
    case 'phase-rejected':
      return `phase rejected: ${event.why}`;
    case 'worker-blocked':
      return `blocked by ${list(event.by)}`;
    case 'worker-unblocked':
      return 'no longer blocked';
    case 'workers-added':
      return `${list(event.added.map(({ facts }) => facts.id))} added: ${event.why}`;
    case 'worker-rerouted':
      return `goes to ${event.provider}: ${event.why}`;
    case 'worker-retried':
      return `retry: ${event.why}`;
    case 'worker-escalated':
      return `escalated: ${describeFailure(event.failure)}`;
    case 'attempt-started':
      return `started on ${event.provider} ${event.model}`;
    case 'model-delayed':
      return `${event.fault}, again in ${roughTime(event.delayMs)}: ${event.detail}`;
    case 'answer-read':
      return `wrote ${event.files.length === 0 ? 'nothing' : list(event.files)}${refusals(event.refused)}`;
    case 'checks-finished':
      return checksText(event);
    case 'worker-accepted':
      return `accepted (${event.verdict}) ${shortCommit(event.commit)}`;
    case 'attempt-failed':
      return `failed: ${describeFailure(event.failure)}`;
    case 'attempt-interrupted':
      return 'interrupted';
    case 'environment-lacking':
      return event.lacks.length === 0
        ? 'the environment has all that was lacking'
        : event.lacks.map((lack) => describeShared(lack)).join('; ');
    case 'worker-lacking':
      return `blocked: ${event.lacks.map((lack) => `${lack.detail} (${lack.fix})`).join('; ')}`;
    case 'worker-kept':
      return `rework failed, the earlier work stays: ${describeFailure(event.failure)}`;
    case 'worker-failed':
      return `failed: ${describeFailure(event.failure)}`;
    case 'check-waived':
      return `check ${event.check + 1} waived by ${event.by}: ${event.reason}`;
    case 'worktree-changed':
      return `its checks changed undeclared paths, dropped: ${list(event.paths)}`;
    case 'evidence-sealed':
      return null;
    case 'approval-requested': {
      const { approval } = event;
      return `approval ${approval.id} wanted (${approval.risk}: ${approval.reason}): ${approval.command}`;
    }
    case 'approval-answered':
      return `approval ${event.id} ${event.answer.type === 'timeout' ? 'got no answer in time' : `${event.answer.type} by ${event.answer.by}`}`;
    case 'model-text':
    case 'check-output':
    case 'stage-output':
    case 'model-requested':
    case 'model-answered':
    case 'attempt-committed':
    case 'verify-queued':
    case 'checks-started':
    case 'landing':
      return null;
    default:
      return unreachable(event);
  }
}

function subject(event: Event): string {
  if (event.type === 'approval-requested')
    return event.approval.worker === null ? '' : `${event.approval.worker} `;
  if (!('worker' in event)) return '';
  return 'attempt' in event ? `${event.worker} attempt ${event.attempt}: ` : `${event.worker} `;
}

/**
 * One line of the headless output, `12:04:31 WORKER_003 attempt 2: check red: python3 -m unittest`; null for what is
 * not worth one. Safe for a terminal.
 */
export function plainLine(event: Event): string | null {
  const text = eventText(event);
  return text === null ? null : safeText(`${timeOfDay(event.at)} ${subject(event)}${text}`);
}
