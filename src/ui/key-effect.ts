import type { Command } from '../engine/domain/command.ts';
import type { UiState } from './ui-state.ts';

/** What a key leads to: another view, and what the engine is asked. */
export interface KeyEffect {
  readonly ui: UiState;
  readonly commands: readonly Command[];
  /** The screen may go: the run has ended and the person has seen it. */
  readonly close: boolean;
}

/** Another view, nothing else. */
export const show = (ui: UiState): KeyEffect => ({ ui, commands: [], close: false });

/** A command to the engine. */
export const ask = (ui: UiState, command: Command): KeyEffect => ({ ui, commands: [command], close: false });

/** Nothing but a word on why. */
export const refuse = (ui: UiState, why: string): KeyEffect => show({ ...ui, notice: why });

/** `value` within 0 and `last`. */
export const clamp = (value: number, last: number): number => Math.max(0, Math.min(value, last));
