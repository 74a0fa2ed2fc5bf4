import type { Assessment } from '../assessment.ts';
import type { Scope } from './scope.ts';

/** What comes in at a command's standard input. */
export type Stdin =
  | { readonly type: 'none' }
  /** What nobody knows beforehand. */
  | { readonly type: 'unknown' }
  /** The content of this file. */
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'text'; readonly text: string }
  /** Names that a listing of files prints. */
  | { readonly type: 'names'; readonly text: string };

/** A simple command, with its words as far as they are known. */
export interface SimpleCall {
  /** Its program first. */
  readonly words: readonly string[];
  /** The variables that it is given for this call alone. */
  readonly env: ReadonlyMap<string, string>;
  readonly stdin: Stdin;
}

/** What a row of the table is given, to say whether the command needs a question. */
export interface Call {
  /** The program's name without its folder. */
  readonly program: string;
  readonly args: readonly string[];
  readonly stdin: Stdin;
  readonly scope: Scope;
  /** Judges a command that this one runs; its words start with the program. */
  run(words: readonly string[], stdin?: Stdin): void;
  /** Judges a script that a shell of its own runs. */
  script(text: string): void;
  /** Judges a script that this very shell runs. */
  sameShell(text: string): void;
  /** Judges a script that this shell runs at a moment that nobody knows. */
  later(text: string): void;
}

/** Says whether a command needs a question; null where it is harmless, or where what it runs is judged by itself. */
export type Rule = (call: Call) => Assessment | null;
