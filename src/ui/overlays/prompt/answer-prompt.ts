import type { RunState } from '../../../engine/domain/state.ts';
import type { KeySection } from '../../keys/binding.ts';
import { findKey } from '../../keys/binding.ts';
import type { Press } from '../../keys/press.ts';
import type { KeyEffect } from '../../key-effect.ts';
import { ask, refuse, show } from '../../key-effect.ts';
import type { UiState } from '../../ui-state.ts';
import type { Prompt, TypedPrompt } from './prompt.ts';
import { REFUSALS, commandOf, isTyped } from './prompt.ts';

/** The keys that answer a question. */
export const CONFIRM: KeySection = {
  title: 'When asked',
  keys: [
    { action: 'yes', keys: ['y'], help: 'yes' },
    { action: 'no', keys: ['n', 'escape'], help: 'no' },
  ],
};

/** Longer than any phase's name that a person would type. */
const LONGEST_TYPED = 200;

const typeInto = (ui: UiState, prompt: TypedPrompt, typed: string): KeyEffect =>
  show({ ...ui, prompt: { ...prompt, typed: typed.slice(0, LONGEST_TYPED) } });

/** What a key does while a prompt is open. `text` is what was typed. */
export function answerPrompt(
  ui: UiState,
  prompt: Prompt,
  press: Press | null,
  text: string,
  run: RunState,
): KeyEffect {
  const closed = { ...ui, prompt: null };
  const command = commandOf(prompt, run);
  if (!isTyped(prompt)) {
    const action = press === null ? null : findKey(press, CONFIRM.keys)?.action;
    if (action === 'no') return show(closed);
    return action === 'yes' && command !== null ? ask(closed, command) : show(ui);
  }
  switch (press?.name) {
    case 'escape':
      return show(closed);
    case 'backspace':
      return typeInto(ui, prompt, [...prompt.typed].slice(0, -1).join(''));
    case 'enter':
      return command === null ? refuse(ui, REFUSALS[prompt.kind]) : ask(closed, command);
    default:
      return typeInto(ui, prompt, prompt.typed + text.replace(/\p{Cc}/gu, ''));
  }
}
