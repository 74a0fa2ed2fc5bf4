import type { Command } from '../../../engine/domain/command.ts';
import type { RunState } from '../../../engine/domain/state.ts';
import { safeText } from '../../safe-text.ts';
import { count } from '../../selectors/units.ts';

/** What the bottom line can ask. */
export type Prompt =
  | { readonly kind: 'stop' }
  | { readonly kind: 'escalate'; readonly worker: string }
  | { readonly kind: 'reject' }
  | { readonly kind: 'rework'; readonly workers: readonly string[] }
  | TypedPrompt;

/** A prompt whose answer is typed, not a yes or a no. */
export type TypedPrompt =
  | { readonly kind: 'waive'; readonly worker: string; readonly typed: string }
  | { readonly kind: 'approve-phase'; readonly typed: string };

/** Whether a prompt's answer is typed. */
export const isTyped = (prompt: Prompt): prompt is TypedPrompt => 'typed' in prompt;

/** `2 no daemon on this machine`: the number of the check, from 1, and why it is left out. */
function waiver(worker: string, typed: string): Command | null {
  const match = /^\s*(\d{1,4})\s+(\S.*)$/.exec(typed);
  const number = Number(match?.[1] ?? 0);
  const reason = match?.[2]?.trim() ?? '';
  return number < 1 || reason === '' ? null : { type: 'waive', worker, check: number - 1, reason, by: 'key' };
}

/** What a yes to a prompt asks of the engine; null where what was typed is no answer. */
export function commandOf(prompt: Prompt, run: RunState): Command | null {
  switch (prompt.kind) {
    case 'stop':
      return { type: 'stop', cause: 'key' };
    case 'escalate':
      return { type: 'escalate', worker: prompt.worker };
    case 'reject':
      return { type: 'gate', answer: { decision: 'reject' }, by: 'key' };
    case 'rework':
      return { type: 'gate', answer: { decision: 'rework', workers: prompt.workers }, by: 'key' };
    case 'waive':
      return waiver(prompt.worker, prompt.typed);
    case 'approve-phase':
      return prompt.typed === safeText(run.phase)
        ? { type: 'gate', answer: { decision: 'approve' }, by: 'key' }
        : null;
  }
}

/** The question that a prompt puts. */
export function promptText(prompt: Prompt, run: RunState): string {
  switch (prompt.kind) {
    case 'stop':
      return `Stop? ${count(run.counts.running + run.counts.approval, 'worker')} at work; can be resumed. y/n`;
    case 'escalate':
      return `Escalate ${safeText(prompt.worker)} and end its attempt? y/n`;
    case 'reject':
      return 'Reject the phase? The branch is kept. y/n';
    case 'rework':
      return `Send ${count(prompt.workers.length, 'worker')} back? y/n`;
    case 'waive':
      return `Waive which check of ${safeText(prompt.worker)}, and why (such as: 2 no daemon here)? ${safeText(prompt.typed)}▏`;
    case 'approve-phase':
      return `It does not pass. Type ${safeText(run.phase)} to approve: ${safeText(prompt.typed)}▏`;
  }
}

/** Why what was typed is no answer. */
export const REFUSALS: Readonly<Record<TypedPrompt['kind'], string>> = {
  waive: 'Write the number of the check, a space, and the reason.',
  'approve-phase': 'That is not the name of the phase.',
};
