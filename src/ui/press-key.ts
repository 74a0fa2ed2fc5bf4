import type { Arrangement } from './arrange.ts';
import type { BoundKey } from './keys/binding.ts';
import { bind, findKey } from './keys/binding.ts';
import { BACK } from './keys/moving.ts';
import type { Press } from './keys/press.ts';
import type { RunKeyContext } from './keys/run-keys.ts';
import { ALWAYS, RUN_KEYS } from './keys/run-keys.ts';
import type { KeyEffect } from './key-effect.ts';
import { show } from './key-effect.ts';
import { CARD_KEYS } from './overlays/approval-card/card-keys.ts';
import { answerPrompt } from './overlays/prompt/answer-prompt.ts';
import { pop, toggle } from './stack.ts';

function runContext({ ui, scene, worker }: Arrangement): RunKeyContext {
  return { ui, run: scene.run, worker: worker === undefined ? undefined : scene.worker(worker) };
}

function cardKeys({ ui, scene, sight }: Arrangement, ready: boolean): readonly BoundKey[] {
  if (sight === null || sight.card === null) return [];
  const { approval, hash, lastScroll } = sight.card;
  return bind(CARD_KEYS.keys, { ui, run: scene.run, approval, hash, lastScroll, ready });
}

/** The keys that open screens, and close them. */
function openers({ ui, screens }: Arrangement): readonly BoundKey[] {
  return screens.all.flatMap(({ opener }) =>
    opener === null ? [] : [{ ...opener, press: () => show(toggle(ui, opener.entry)) }],
  );
}

/**
 * Every key that does something here, the first meaning first: the card lies on the screen, and the screen's own keys
 * come before those that hold everywhere. `cardReady` is whether the card can have been read.
 */
export function keysOf(at: Arrangement, cardReady: boolean): readonly BoundKey[] {
  return [
    ...cardKeys(at, cardReady),
    ...(at.sight?.shown.keys(at.ui) ?? []),
    { ...BACK, press: () => show(pop(at.ui)) },
    ...openers(at),
    ...bind(RUN_KEYS.keys, runContext(at)),
  ];
}

/** What a key does where the person is. `text` is what was typed, for a prompt that wants words. */
export function pressKey(at: Arrangement, press: Press | null, text: string, cardReady: boolean): KeyEffect {
  const ui = at.ui.notice === null ? at.ui : { ...at.ui, notice: null };
  const here = { ...at, ui };
  const always = press === null ? null : findKey(press, bind(ALWAYS.keys, runContext(here)));
  if (press !== null && always !== null) return always.press(press.times);
  if (ui.prompt !== null) return answerPrompt(ui, ui.prompt, press, text, at.scene.run);
  const key = press === null ? null : findKey(press, keysOf(here, cardReady));
  return press === null || key === null ? show(ui) : key.press(press.times);
}
