import type { AttemptIo } from '../domain/attempt-io.ts';
import type { Failure } from '../domain/failure.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Refusal } from '../domain/refusal.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { ReadyProvider } from '../provider/ready-provider.ts';
import { workspaceFailure, type Candidate } from '../workspace/candidate.ts';
import { askModel } from './ask-model.ts';
import { gather } from './gather.ts';
import type { ProducerParts } from './producer-parts.ts';
import { buildPrompt } from './prompt.ts';
import { writeAnswer } from './write-answer.ts';

/** What is to be produced, as plain data. */
export interface ProduceRequest {
  readonly instruction: Instruction;
  /** The commit that the work is made on. */
  readonly tree: string;
  readonly history: History;
}

/** What came before this attempt. */
export interface History {
  /** The number of this attempt, from 1. */
  readonly attempt: number;
  /** Why the attempt that the model has to learn from failed; null where there is none. */
  readonly failure: Failure | null;
  /** What of that attempt's answer was not written. */
  readonly refused: readonly Refusal[];
}

/** Instruction, tree and history in; one commit or a failure out. It knows no queue, no store and no other worker. */
export type Produce = (
  request: ProduceRequest,
  provider: ReadyProvider,
  io: AttemptIo,
) => Promise<Result<Candidate, Failure>>;

export function createProducer(parts: ProducerParts): Produce {
  return async ({ instruction, tree, history }, provider, io) => {
    const gathered = await gather(parts.repo, tree, instruction);
    if (!gathered.ok) return err(workspaceFailure(gathered.error));
    const messages = await buildPrompt(parts.tables.countTokens, {
      instruction,
      phase: parts.phaseTitle,
      ...gathered.value,
      ...history,
      maxRetries: parts.settings.maxRetries,
      tokenBudget: parts.settings.promptTokens,
    });
    const answer = await askModel(parts, { provider, messages, io });
    if (!answer.ok) return answer;
    const { attempt } = history;
    const written = await writeAnswer(parts, {
      instruction,
      tree,
      attempt,
      provider,
      answer: answer.value,
      io,
    });
    return written.ok ? ok({ worker: instruction.id, attempt, base: tree, ...written.value }) : written;
  };
}
