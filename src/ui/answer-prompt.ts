import type { Command } from '../engine/command.ts';
import type { RunState } from '../engine/state.ts';
import { bindingOf } from './keymap.ts';
import type { Press } from './keymap.ts';
import type { Outcome } from './press-key.ts';
import { safeText } from './safe-text.ts';
import { count } from './selectors/units.ts';
import type { Prompt, UiState } from './ui-state.ts';

/** Longer than any phase's name that a person would type. */
const LONGEST_TYPED = 200;

/** What a yes to a prompt asks of the engine. */
function commandOf(prompt: Prompt): Command {
  switch (prompt.kind) {
    case 'stop':
      return { type: 'stop', cause: 'key' };
    case 'escalate':
      return { type: 'escalate', worker: prompt.worker };
    case 'reject':
      return { type: 'gate', answer: { decision: 'reject' }, by: 'key' };
    case 'rework':
      return { type: 'gate', answer: { decision: 'rework', workers: prompt.workers }, by: 'key' };
    case 'approve-phase':
      return { type: 'gate', answer: { decision: 'approve' }, by: 'key' };
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
    case 'approve-phase':
      return `It does not pass. Type ${safeText(run.phase)} to approve: ${safeText(prompt.typed)}▏`;
  }
}

const isName = (prompt: Prompt): prompt is Extract<Prompt, { kind: 'approve-phase' }> =>
  prompt.kind === 'approve-phase';

function type(ui: UiState, typed: string): Outcome {
  return {
    ui: { ...ui, prompt: { kind: 'approve-phase', typed: typed.slice(0, LONGEST_TYPED) } },
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
  const accepted: Outcome = { ui: closed, commands: [commandOf(prompt)], close: false };
  if (!isName(prompt)) {
    const action = press === null ? null : bindingOf(press, ['confirm'])?.action;
    return action === 'yes' ? accepted : action === 'no' ? dismissed : nothing;
  }
  if (press?.name === 'escape') return dismissed;
  if (press?.name === 'backspace') return type(ui, [...prompt.typed].slice(0, -1).join(''));
  if (press?.name === 'enter') {
    return prompt.typed === safeText(run.phase)
      ? accepted
      : { ...nothing, ui: { ...ui, notice: 'That is not the name of the phase.' } };
  }
  return type(ui, prompt.typed + text.replace(/\p{Cc}/gu, ''));
}
