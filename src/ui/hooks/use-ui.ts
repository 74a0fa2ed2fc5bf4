import { useRef, useState } from 'react';
import { useInput, usePaste } from 'ink';
import type { Command } from '../../engine/domain/command.ts';
import type { KeyEffect } from '../key-effect.ts';
import type { Press } from '../keys/press.ts';
import { pressOf } from '../keys/press.ts';
import type { UiState } from '../ui-state.ts';
import { initialUi } from '../ui-state.ts';

/**
 * The view's own state. A key acts on what the one before left, drawn or not.
 */
export function useUi(): readonly [UiState, (change: (ui: UiState) => UiState) => void] {
  const latest = useRef<UiState>(initialUi);
  const [ui, setUi] = useState<UiState>(initialUi);
  const change = (next: (ui: UiState) => UiState): void => {
    latest.current = next(latest.current);
    setUi(latest.current);
  };
  return [ui, change];
}

/** Takes the keys: what each leads to is worked out, the view changes, and what is asked for is sent. */
export function useKeys(
  change: (next: (ui: UiState) => UiState) => void,
  effectOf: (ui: UiState, press: Press | null, text: string) => KeyEffect,
  send: (command: Command) => void,
  drawNow: () => void,
  close: () => void,
): void {
  useInput((input, key) => {
    if (key.eventType === 'release') return;
    let commands: readonly Command[] = [];
    let closes = false;
    change((ui) => {
      const effect = effectOf(ui, pressOf(input, key), input);
      commands = effect.commands;
      closes = effect.close;
      return effect.ui;
    });
    drawNow();
    commands.forEach(send);
    if (closes) close();
  });
  // Pasted text is never taken for keys: a `y` in it would approve something.
  usePaste((text) => {
    change((ui) => effectOf(ui, null, text).ui);
  });
}
