import { err, ok, type Result } from '../engine/domain/result.ts';
import { readAnswer } from './answers.ts';
import { characterBorder, composeAnswer, type ComposedAnswer } from './compose-answer.ts';
import { asksToGoOn, CHARACTERS_PER_TOKEN, findWorker, saidSoFar, type ModelCall } from './conversation.ts';
import { drawFault, type FaultName, type FaultPlan } from './faults.ts';
import { createChance } from './seeded.ts';

/** What the model decided about one request. */
export interface ModelTurn {
  /** `null` where the request names no worker. */
  readonly worker: string | null;
  /** Which of the worker's requests it is, from 1; a continuation has the number of what it continues. */
  readonly n: number;
  readonly fault: FaultName;
  readonly continuation: boolean;
}

/** The text of a turn, as the request gets it. */
export interface ModelReply {
  readonly text: string;
  readonly finish: 'stop' | 'length';
}

/** The simulated model: who asks, what goes wrong, and what it says. It counts requests and remembers cut answers. */
export interface SimulatedModel {
  /** Counts the request at once, before anything is awaited: the number is the order of arrival. */
  turn(call: ModelCall): ModelTurn;
  /** The text for a turn; an error where the worker's answer cannot be read. */
  reply(call: ModelCall, turn: ModelTurn): Promise<Result<ModelReply, string>>;
}

/** An answer that was given, so that a continuation finds its rest. */
interface Given {
  readonly n: number;
  readonly fault: FaultName;
  readonly answer: ComposedAnswer;
  /** Characters of the answer that the client has, and how the last part ended. */
  readonly sent: number;
  readonly finish: 'stop' | 'length';
  /** Whether a continuation has begun the answer again already; the next one goes on. */
  readonly restarted: boolean;
}

/** Answers that are remembered of each worker: a continuation comes right after what it continues. */
const REMEMBERED = 8;

/** A model that gives the answers of a folder, with the plan's faults. */
export function createModel(answersDir: string, plan: FaultPlan): SimulatedModel {
  const counts = new Map<string, number>();
  const given = new Map<string, readonly Given[]>();

  const remember = (worker: string, entry: Given): void => {
    const others = (given.get(worker) ?? []).filter((other) => other.n !== entry.n);
    given.set(worker, [...others, entry].slice(-REMEMBERED));
  };

  /** The answer that the request wants the rest of; `undefined` where the request is a new one. */
  const continued = (call: ModelCall, worker: string): Given | null | undefined => {
    const said = saidSoFar(call.messages)?.trimEnd();
    if (said === undefined) return undefined;
    const answers = (given.get(worker) ?? []).toReversed();
    const match = answers.find(
      ({ answer, sent }) => sent > 0 && said.endsWith(answer.full.slice(0, sent).trimEnd()),
    );
    if (match === undefined) {
      if (!asksToGoOn(call.messages)) return undefined;
      return answers.find(({ finish }) => finish === 'length') ?? null;
    }
    if (match.sent === match.answer.full.length) return undefined;
    return match.finish === 'length' || asksToGoOn(call.messages) ? match : undefined;
  };

  const compose = async (
    worker: string,
    n: number,
    fault: FaultName,
  ): Promise<Result<ComposedAnswer, string>> => {
    const files = await readAnswer(answersDir, worker);
    if (!files.ok) return files;
    if (files.value !== null)
      return ok(composeAnswer(files.value, fault, createChance(plan.seed, worker, n, 'text')));
    const full = `I have no answer for ${worker} in ${answersDir}.\n`;
    return ok({ full, sent: full.length, finish: 'stop', restarts: false });
  };

  return {
    turn: (call) => {
      const worker = findWorker(call.messages);
      if (worker === null) return { worker, n: 0, fault: 'ok', continuation: false };
      const earlier = continued(call, worker);
      if (earlier !== undefined) {
        return {
          worker,
          n: earlier?.n ?? counts.get(worker) ?? 0,
          fault: earlier?.fault ?? 'ok',
          continuation: true,
        };
      }
      const n = (counts.get(worker) ?? 0) + 1;
      counts.set(worker, n);
      return { worker, n, fault: drawFault(plan, worker, n), continuation: false };
    },
    reply: async (call, turn) => {
      const limit = call.maxTokens === null ? Infinity : call.maxTokens * CHARACTERS_PER_TOKEN;
      const { worker, n, fault } = turn;
      if (worker === null) return ok(limited('The request names no worker.\n', limit));
      const earlier = turn.continuation ? given.get(worker)?.find((entry) => entry.n === n) : undefined;
      let answer = earlier?.answer;
      if (answer === undefined) {
        const composed = await compose(worker, n, turn.continuation ? 'ok' : fault);
        if (!composed.ok) return err(composed.error);
        answer = composed.value;
      }
      const again = earlier !== undefined && answer.restarts && !earlier.restarted;
      const from = earlier === undefined || again ? 0 : earlier.sent;
      const until = turn.continuation ? answer.full.length : answer.sent;
      const reply = limited(answer.full.slice(from, until), limit);
      const sent = from + reply.text.length;
      const finish = reply.finish === 'length' || turn.continuation ? reply.finish : answer.finish;
      remember(worker, { n, fault, answer, sent, finish, restarted: earlier?.restarted === true || again });
      return ok({ text: reply.text, finish });
    },
  };
}

/** The text within a limit of characters. */
function limited(text: string, limit: number): ModelReply {
  if (text.length <= limit) return { text, finish: 'stop' };
  return { text: text.slice(0, characterBorder(text, limit)), finish: 'length' };
}
