import type { WorkerState } from '../../../engine/domain/state.ts';
import type { KeyGroup } from '../../keys/binding.ts';
import type { KeyEffect } from '../../key-effect.ts';
import { ask, refuse, show } from '../../key-effect.ts';
import type { KeyContext } from '../screen.ts';
import { selectedWorker } from '../worker-list.ts';
import type { GateState, GateView } from './select-gate.ts';

export type GateKeyContext = KeyContext<GateState, GateView>;

function approvePhase({ ui, scene: { run } }: GateKeyContext): KeyEffect {
  if (run.gate === null) return show(ui);
  // It was approved before, and something was in the way.
  const again = run.obstruction !== null;
  if (run.gate.aboveThreshold || again)
    return ask(ui, { type: 'gate', answer: { decision: 'approve' }, by: 'key' });
  return show({ ...ui, prompt: { kind: 'approve-phase', typed: '' } });
}

const CAN_REWORK: ReadonlySet<string> = new Set<WorkerState['status']['state']>([
  'accepted',
  'escalated',
  'failed',
]);

function toggleMark(context: GateKeyContext): KeyEffect {
  const { ui } = context;
  const worker = selectedWorker(context);
  if (worker === undefined) return show(ui);
  if (!CAN_REWORK.has(worker.status.state))
    return refuse(ui, 'Only accepted, escalated and failed workers can be sent back.');
  const marked = new Set(ui.marked);
  if (!marked.delete(worker.facts.id)) marked.add(worker.facts.id);
  return show({ ...ui, marked });
}

/** The marked workers, or the selected one where none is marked. */
function toRework(context: GateKeyContext): readonly string[] {
  const marked = context.scene.run.order.filter((id) => context.ui.marked.has(id));
  if (marked.length > 0) return marked;
  const selected = selectedWorker(context);
  return selected !== undefined && CAN_REWORK.has(selected.status.state) ? [selected.facts.id] : [];
}

function rework(context: GateKeyContext): KeyEffect {
  const workers = toRework(context);
  if (workers.length === 0) return refuse(context.ui, 'Mark the workers to send back first.');
  return show({ ...context.ui, prompt: { kind: 'rework', workers } });
}

/** What a person can decide at the gate. */
export const GATE_KEYS: KeyGroup<GateKeyContext> = {
  title: 'At the review gate',
  keys: [
    { action: 'gate-approve', keys: ['a'], help: 'approve the phase: merge it', press: approvePhase },
    {
      action: 'gate-reject',
      keys: ['r'],
      help: 'reject the phase',
      press: ({ ui }) => show({ ...ui, prompt: { kind: 'reject' } }),
    },
    { action: 'mark', keys: ['space'], help: 'mark a worker', press: toggleMark },
    { action: 'gate-rework', keys: ['w'], help: 'send the marked workers back', press: rework },
  ],
};
