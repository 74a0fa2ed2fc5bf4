import type { RunState, WorkerState } from '../../engine/domain/state.ts';
import { isStuck } from '../../engine/domain/state.ts';
import type { KeyEffect } from '../key-effect.ts';
import { ask, refuse, show } from '../key-effect.ts';
import { hasEnded } from '../selectors/outcome.ts';
import type { UiState } from '../ui-state.ts';
import type { Binding, KeyGroup } from './binding.ts';

/** What the keys about the run act on. */
export interface RunKeyContext {
  readonly ui: UiState;
  readonly run: RunState;
  /** The worker that the screen in sight is about. */
  readonly worker: WorkerState | undefined;
}

/** The number, from 1, of the first check that lacks something, as the beginning of an answer. */
function firstLacking({ status }: WorkerState): string {
  const check = status.state === 'blocked' ? status.lacks[0]?.checks[0] : undefined;
  return check === undefined ? '' : `${check + 1} `;
}

function retry({ ui, worker }: RunKeyContext): KeyEffect {
  return worker !== undefined && isStuck(worker.status)
    ? ask(ui, { type: 'retry', worker: worker.facts.id })
    : refuse(ui, 'Only an escalated, failed or lacking worker can be retried.');
}

function escalate({ ui, worker }: RunKeyContext): KeyEffect {
  return worker?.status.state === 'running' || worker?.status.state === 'approval'
    ? show({ ...ui, prompt: { kind: 'escalate', worker: worker.facts.id } })
    : refuse(ui, 'Only a running worker can be escalated.');
}

function waive({ ui, worker }: RunKeyContext): KeyEffect {
  return worker !== undefined && isStuck(worker.status)
    ? show({ ...ui, prompt: { kind: 'waive', worker: worker.facts.id, typed: firstLacking(worker) } })
    : refuse(ui, 'Only a check of an escalated, failed or lacking worker can be waived.');
}

function stop({ ui, run }: RunKeyContext): KeyEffect {
  if (hasEnded(run)) return { ui, commands: [], close: true };
  if (run.counts.running + run.counts.approval > 0) return show({ ...ui, prompt: { kind: 'stop' } });
  return ask(ui, { type: 'stop', cause: 'key' });
}

/** Ends the run after a question, or the screen of a run that has ended. */
export const STOP: Binding<RunKeyContext> = {
  action: 'stop',
  keys: ['q'],
  help: 'stop (resumable)',
  press: stop,
};

/** The keys that hold on every screen, below the screen's own. */
export const RUN_KEYS: KeyGroup<RunKeyContext> = {
  title: 'The run',
  keys: [
    {
      action: 'pause',
      keys: ['p'],
      help: 'pause, go on',
      press: ({ ui, run }) => ask(ui, { type: run.paused ? 'unpause' : 'pause' }),
    },
    {
      action: 'retry',
      keys: ['R'],
      help: 'retry the selected worker: escalated, failed or lacking something',
      press: retry,
    },
    { action: 'escalate', keys: ['E'], help: 'escalate the selected running worker', press: escalate },
    {
      action: 'waive',
      keys: ['W'],
      help: 'waive a check of the selected worker, with a reason',
      press: waive,
    },
    STOP,
  ],
};

/** The keys that hold whatever is on the screen, in the middle of a question too. */
export const ALWAYS: KeyGroup<RunKeyContext> = {
  title: 'Always',
  keys: [
    {
      action: 'interrupt',
      keys: ['ctrl+c'],
      help: 'stop at once (resumable)',
      press: ({ ui }) => ask(ui, { type: 'stop', cause: 'SIGINT' }),
    },
  ],
};
