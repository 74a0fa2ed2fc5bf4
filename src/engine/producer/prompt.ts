import type { Refusal } from '../domain/refusal.ts';
import type { Failure } from '../domain/failure.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Message } from '../provider/provider.ts';
import type { CountTokens } from '../provider/model-tables.ts';
import { fitPrompt, type Allowance } from './prompt-budget.ts';
import { explainFailure, explainRefusals, failedChecks } from './prompt-failure.ts';
import { quote } from './prompt-fence.ts';
import {
  answerPart,
  boundariesPart,
  checksPart,
  filesPart,
  mapPart,
  systemText,
  testCharacters,
  type PresentFile,
  type TestFile,
} from './prompt-parts.ts';

/** Tokens that a prompt may have where the settings say nothing. */
const DEFAULT_PROMPT_BUDGET = 100_000;

/** All that a prompt is made of. Contents and outputs may be hostile; they are quoted. */
export interface PromptInput {
  readonly instruction: Instruction;
  /** The title of the phase. */
  readonly phase: string;
  /** Every deliverable, as it is at the tip that the attempt starts from. */
  readonly files: readonly PresentFile[];
  /** The files that the checks read. */
  readonly tests: readonly TestFile[];
  /** Made by `buildRepoMap`. */
  readonly repoMap: string;
  /** From 1. */
  readonly attempt: number;
  readonly maxRetries: number;
  /** Why the attempt before this one failed; null for the first one. */
  readonly failure: Failure | null;
  /** What of the last answer was not written. */
  readonly refused: readonly Refusal[];
  /** In tokens; 100,000 by default. */
  readonly tokenBudget?: number;
}

/**
 * The prompt of one attempt. Its first line, and every line before the phase's title, names this worker and no other.
 * When it is over its budget the map is cut first, then the tests, then the output of failed checks; the instruction
 * and the deliverables never are.
 */
export function buildPrompt(count: CountTokens, input: PromptInput): Promise<readonly Message[]> {
  const { instruction, tests, repoMap, failure } = input;
  const full: Allowance = {
    map: repoMap.length,
    tests: testCharacters(tests),
    tails: failedChecks(failure).reduce((sum, check) => sum + check.outputTail.length, 0),
  };
  const render = (allowance: Allowance): readonly Message[] => [
    { role: 'system', content: systemText(instruction.id) },
    { role: 'user', content: userText(input, allowance) },
  ];
  return fitPrompt(count, render, full, input.tokenBudget ?? DEFAULT_PROMPT_BUDGET);
}

function userText(input: PromptInput, allowance: Allowance): string {
  const { instruction, files, tests, repoMap } = input;
  return [
    headPart(input),
    `## Your instruction\n\n${quote(instruction.source, 'markdown')}`,
    filesPart(files),
    boundariesPart(instruction),
    checksPart(instruction, tests, allowance.tests),
    mapPart(repoMap, allowance.map),
    failurePart(input, allowance.tails),
    answerPart(files.find(({ path }) => !path.endsWith('/'))?.path ?? 'path/to/file.py'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headPart({ instruction, phase, attempt, maxRetries }: PromptInput): string {
  const line = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const tries = attempt === 1 ? '' : `\nThis is attempt ${attempt} of ${Math.max(attempt, maxRetries + 1)}.`;
  return `# ${instruction.id}: ${line(instruction.title)}\n\nPhase: ${line(phase)}${tries}`;
}

function failurePart({ failure, refused }: PromptInput, tailCharacters: number): string {
  const parts = [failure === null ? '' : explainFailure(failure, tailCharacters), explainRefusals(refused)];
  const text = parts.filter((part) => part !== '').join('\n\n');
  return text === '' ? '' : `## What went wrong in the last attempt\n\n${text}`;
}
