import { useRef, useState } from 'react';
import { useInput, usePaste } from 'ink';
import type { Command } from '../../engine/domain/command.ts';
import { pressOf } from '../keymap.ts';
import type { Scene } from '../press-key.ts';
import { pressKey } from '../press-key.ts';
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

/** Takes the keys: each is looked up for the scene on the screen, and what it asks for is sent. */
export function useKeys(
  change: (next: (ui: UiState) => UiState) => void,
  sceneNow: () => Scene,
  send: (command: Command) => void,
  close: () => void,
): void {
  useInput((input, key) => {
    if (key.eventType === 'release') return;
    let commands: readonly Command[] = [];
    let closes = false;
    change((ui) => {
      const outcome = pressKey(ui, pressOf(input, key), input, sceneNow());
      commands = outcome.commands;
      closes = outcome.close;
      return outcome.ui;
    });
    commands.forEach(send);
    if (closes) close();
  });
  // Pasted text is never taken for keys: a `y` in it would approve something.
  usePaste((text) => {
    change((ui) => pressKey(ui, null, text, sceneNow()).ui);
  });
}
