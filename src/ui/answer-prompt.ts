import type { Command } from '../engine/domain/command.ts';
import type { RunState } from '../engine/domain/state.ts';
import { bindingOf } from './keymap.ts';
import type { Press } from './keymap.ts';
import type { Outcome } from './press-key.ts';
import { safeText } from './safe-text.ts';
import { count } from './selectors/units.ts';
import type { Prompt, UiState } from './ui-state.ts';

/** Longer than any phase's name that a person would type. */
const LONGEST_TYPED = 200;

/** What a yes to a prompt asks of the engine; null where what was typed is no answer. */
function commandOf(prompt: Prompt, run: RunState): Command | null {
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

/** `2 no daemon on this machine`: the number of the check, from 1, and why it is left out. */
function waiver(worker: string, typed: string): Command | null {
  const match = /^\s*(\d{1,4})\s+(\S.*)$/.exec(typed);
  const number = Number(match?.[1] ?? 0);
  const reason = match?.[2]?.trim() ?? '';
  return number < 1 || reason === '' ? null : { type: 'waive', worker, check: number - 1, reason, by: 'key' };
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

type TypedPrompt = Extract<Prompt, { readonly typed: string }>;

const isTyped = (prompt: Prompt): prompt is TypedPrompt => 'typed' in prompt;

/** Why what was typed is no answer. */
const REFUSALS: Readonly<Record<TypedPrompt['kind'], string>> = {
  waive: 'Write the number of the check, a space, and the reason.',
  'approve-phase': 'That is not the name of the phase.',
};

function type(ui: UiState, prompt: TypedPrompt, typed: string): Outcome {
  return {
    ui: { ...ui, prompt: { ...prompt, typed: typed.slice(0, LONGEST_TYPED) } },
    commands: [],
    close: false,
  };
}

/** What a key does while a prompt is open. */
export function answerPrompt(
  ui: UiState,
  prompt: Prompt,
  press: Press | null,
  text: string,
  run: RunState,
): Outcome {
  const closed = { ...ui, prompt: null };
  const nothing: Outcome = { ui, commands: [], close: false };
  const dismissed: Outcome = { ui: closed, commands: [], close: false };
  const command = commandOf(prompt, run);
  const accepted: Outcome | null =
    command === null ? null : { ui: closed, commands: [command], close: false };
  if (!isTyped(prompt)) {
    const action = press === null ? null : bindingOf(press, ['confirm'])?.action;
    return action === 'yes' ? (accepted ?? nothing) : action === 'no' ? dismissed : nothing;
  }
  if (press?.name === 'escape') return dismissed;
  if (press?.name === 'backspace') return type(ui, prompt, [...prompt.typed].slice(0, -1).join(''));
  if (press?.name === 'enter')
    return accepted ?? { ...nothing, ui: { ...ui, notice: REFUSALS[prompt.kind] } };
  return type(ui, prompt, prompt.typed + text.replace(/\p{Cc}/gu, ''));
}
