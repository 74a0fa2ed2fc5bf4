import type { Clock } from '../../../domain/clock.ts';
import type { Runner } from '../../../runner/runner.ts';
import { openPythonParser, type PythonParser } from './python-parser.ts';
import { openScriptParser, type ScriptParser } from './script-parser.ts';

/** The parsers that run outside the engine's process, each started by its first question. They end with the runner. */
export interface Parsers {
  /** Null where there is no interpreter: then Python is judged by its text alone. */
  readonly python: PythonParser | null;
  readonly script: ScriptParser;
}

export interface ParsersOptions {
  /** The project's interpreter. */
  readonly python: string | null;
  readonly clock: Clock;
}

export function openParsers(runner: Runner, { python, clock }: ParsersOptions): Parsers {
  return {
    python: python === null ? null : openPythonParser(runner, python, clock),
    script: openScriptParser(runner, clock),
  };
}
