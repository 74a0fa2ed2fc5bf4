import type { Command } from '../engine/domain/command.ts';
import { isStuck, type RunState, type WorkerState } from '../engine/domain/state.ts';
import type { Action, Press, Scope } from './keymap.ts';
import { bindingOf } from './keymap.ts';
import { answerPrompt } from './answer-prompt.ts';
import { cardApprovals } from './selectors/approval.ts';
import { hasEnded } from './selectors/outcome.ts';
import type { UiState } from './ui-state.ts';

/** What a key acts on: the run, and what the screen shows of it at this moment. */
export interface Scene {
  readonly run: RunState;
  readonly worker: (id: string) => WorkerState | undefined;
  /** Id of the approval on the card; null where none is drawn. */
  readonly card: string | null;
  /** False until the card has been on the screen long enough to be read. */
  readonly cardReady: boolean;
  readonly gate: boolean;
  /** Lines of a page. */
  readonly page: number;
  readonly lastScroll: number;
  readonly lastCommandScroll: number;
}

/** What a key leads to: another view, and what the engine is asked. */
export interface Outcome {
  readonly ui: UiState;
  readonly commands: readonly Command[];
  /** The screen may go: the run has ended and the person has seen it. */
  readonly close: boolean;
}

const show = (ui: UiState): Outcome => ({ ui, commands: [], close: false });
const ask = (ui: UiState, command: Command): Outcome => ({ ui, commands: [command], close: false });
const clamp = (value: number, last: number): number => Math.max(0, Math.min(value, last));

function scopesOf(scene: Scene): readonly Scope[] {
  const approval: readonly Scope[] = scene.card === null ? [] : ['approval'];
  const gate: readonly Scope[] = scene.gate ? ['gate'] : [];
  return ['always', ...approval, ...gate, 'move', 'run'];
}

/** Where the view is after a page: at the gate the evidence moves, the workers elsewhere. */
function movePage(ui: UiState, scene: Scene, by: number): Outcome {
  const evidence = scene.gate && !ui.help && ui.detail === null;
  return evidence
    ? show({ ...ui, scroll: clamp(clamp(ui.scroll, scene.lastScroll) + by, scene.lastScroll) })
    : move(ui, scene, by);
}

/** Where the view is after moving by lines or to an end. */
function move(ui: UiState, scene: Scene, by: number): Outcome {
  if (ui.help || ui.detail !== null)
    return show({ ...ui, scroll: clamp(clamp(ui.scroll, scene.lastScroll) + by, scene.lastScroll) });
  return show({ ...ui, selected: clamp(ui.selected + by, scene.run.order.length - 1) });
}

function answerApproval(ui: UiState, scene: Scene, type: 'approve' | 'deny'): Outcome {
  if (scene.card === null) return show(ui);
  if (!scene.cardReady)
    return show({ ...ui, notice: 'This command has only just appeared: read it, then press again.' });
  const shown = scene.run.approvals.find(({ id }) => id === scene.card);
  return shown === undefined ? show(ui) : ask(ui, { type, id: shown.id, hash: shown.hash, by: 'key' });
}

function nextApproval(ui: UiState, scene: Scene): Outcome {
  const waiting = cardApprovals(scene.run);
  const index = waiting.findIndex((approval) => approval.id === scene.card);
  const next = waiting[(index + 1) % Math.max(1, waiting.length)];
  return show(next === undefined ? ui : { ...ui, approval: next.id, commandScroll: 0 });
}

function approvePhase(ui: UiState, { run }: Scene): Outcome {
  if (run.gate === null) return show(ui);
  // It was approved before, and something was in the way.
  const again = run.obstruction !== null;
  if (run.gate.aboveThreshold || again)
    return ask(ui, { type: 'gate', answer: { decision: 'approve' }, by: 'key' });
  return show({ ...ui, prompt: { kind: 'approve-phase', typed: '' } });
}

const CAN_REWORK: ReadonlySet<string> = new Set(['accepted', 'escalated', 'failed']);

function toggleMark(ui: UiState, worker: WorkerState | undefined): Outcome {
  if (worker === undefined) return show(ui);
  if (!CAN_REWORK.has(worker.status.state))
    return show({ ...ui, notice: 'Only accepted, escalated and failed workers can be sent back.' });
  const marked = new Set(ui.marked);
  if (!marked.delete(worker.facts.id)) marked.add(worker.facts.id);
  return show({ ...ui, marked });
}

function rework(ui: UiState, scene: Scene, selected: WorkerState | undefined): Outcome {
  const marked = scene.run.order.filter((id) => ui.marked.has(id));
  const workers =
    marked.length > 0
      ? marked
      : selected !== undefined && CAN_REWORK.has(selected.status.state)
        ? [selected.facts.id]
        : [];
  if (workers.length === 0) return show({ ...ui, notice: 'Mark the workers to send back first.' });
  return show({ ...ui, prompt: { kind: 'rework', workers } });
}

function stop(ui: UiState, scene: Scene): Outcome {
  if (hasEnded(scene.run)) return { ui, commands: [], close: true };
  if (scene.run.counts.running + scene.run.counts.approval > 0)
    return show({ ...ui, prompt: { kind: 'stop' } });
  return ask(ui, { type: 'stop', cause: 'key' });
}

function back(ui: UiState): Outcome {
  if (ui.help) return show({ ...ui, help: false, scroll: 0 });
  return show({ ...ui, detail: null, scroll: 0 });
}

/** The number, from 1, of the first check that lacks something, as the beginning of an answer. */
function firstLacking({ status }: WorkerState): string {
  const check = status.state === 'blocked' ? status.lacks[0]?.checks[0] : undefined;
  return check === undefined ? '' : `${check + 1} `;
}

function act(action: Action, ui: UiState, scene: Scene, times: number): Outcome {
  const selectedId = ui.detail ?? scene.run.order[ui.selected];
  const selected = selectedId === undefined ? undefined : scene.worker(selectedId);
  switch (action) {
    case 'up':
      return move(ui, scene, -times);
    case 'down':
      return move(ui, scene, times);
    case 'page-up':
      return movePage(ui, scene, -times * scene.page);
    case 'page-down':
      return movePage(ui, scene, times * scene.page);
    case 'first':
      return move(ui, scene, -Infinity);
    case 'last':
      return move(ui, scene, Infinity);
    case 'open':
      return show(selected === undefined || ui.help ? ui : { ...ui, detail: selected.facts.id, scroll: 0 });
    case 'back':
      return back(ui);
    case 'help':
      return show({ ...ui, help: !ui.help, scroll: 0 });
    case 'pause':
      return ask(ui, { type: scene.run.paused ? 'unpause' : 'pause' });
    case 'retry':
      return selected !== undefined && isStuck(selected.status)
        ? ask(ui, { type: 'retry', worker: selected.facts.id })
        : show({ ...ui, notice: 'Only an escalated, failed or lacking worker can be retried.' });
    case 'waive':
      return selected !== undefined && isStuck(selected.status)
        ? show({ ...ui, prompt: { kind: 'waive', worker: selected.facts.id, typed: firstLacking(selected) } })
        : show({ ...ui, notice: 'Only a check of an escalated, failed or lacking worker can be waived.' });
    case 'escalate':
      return selected?.status.state === 'running' || selected?.status.state === 'approval'
        ? show({ ...ui, prompt: { kind: 'escalate', worker: selected.facts.id } })
        : show({ ...ui, notice: 'Only a running worker can be escalated.' });
    case 'stop':
      return stop(ui, scene);
    case 'interrupt':
      return ask(ui, { type: 'stop', cause: 'SIGINT' });
    case 'approve':
    case 'deny':
      return answerApproval(ui, scene, action);
    case 'next-approval':
      return nextApproval(ui, scene);
    case 'command-up':
      return show({ ...ui, commandScroll: clamp(ui.commandScroll - times, scene.lastCommandScroll) });
    case 'command-down':
      return show({ ...ui, commandScroll: clamp(ui.commandScroll + times, scene.lastCommandScroll) });
    case 'gate-approve':
      return approvePhase(ui, scene);
    case 'gate-reject':
      return show({ ...ui, prompt: { kind: 'reject' } });
    case 'gate-rework':
      return rework(ui, scene, selected);
    case 'mark':
      return toggleMark(ui, selected);
    case 'yes':
    case 'no':
      return show(ui);
  }
}

/** What a key does where the person is. `text` is what was typed, for the prompt that wants a name. */
export function pressKey(ui: UiState, press: Press | null, text: string, scene: Scene): Outcome {
  const quiet = ui.notice === null ? ui : { ...ui, notice: null };
  const interrupt = press !== null && bindingOf(press, ['always'])?.action === 'interrupt';
  if (quiet.prompt !== null && !interrupt) return answerPrompt(quiet, quiet.prompt, press, text, scene.run);
  const binding = press === null ? null : bindingOf(press, scopesOf(scene));
  if (press === null || binding === null) return show(quiet);
  if (quiet.help && binding.action === 'stop') return back(quiet);
  return act(binding.action, quiet, scene, press.times);
}
