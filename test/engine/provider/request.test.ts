import { describe, expect, it } from 'vitest';
import { requestFault } from '../../../src/engine/provider/fault.ts';
import type { ModelAnswer, Provider, RequestFault } from '../../../src/engine/provider/provider.ts';
import { limitRequest } from '../../../src/engine/provider/request-limit.ts';
import { requestWithRepeats } from '../../../src/engine/provider/request.ts';
import {
  DEFAULT_RETRY_POLICY,
  repeatDelay,
  type RetryPolicy,
} from '../../../src/engine/provider/retry-policy.ts';
import { err, ok, type Result } from '../../../src/engine/domain/result.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';

const REQUEST = { messages: [], model: 'm', maxOutputTokens: 9, countTokens: () => Promise.resolve(9) };
const ANSWER: ModelAnswer = { text: 'done', finish: 'stop', usage: { inputTokens: 1, outputTokens: 1 } };
const POLICY: RetryPolicy = { ...DEFAULT_RETRY_POLICY, baseDelayMs: 1_000, maxDelayMs: 8_000 };

type Answered = Result<ModelAnswer, RequestFault>;
type Script = readonly { readonly text?: string; readonly outcome: Answered }[];

/** A provider that answers from a list, the last entry for ever. */
function scripted(script: Script): Provider & { asked: number } {
  const provider: Provider & { asked: number } = {
    name: 'openai',
    asked: 0,
    async complete(_, onText) {
      const step = script[Math.min(provider.asked, script.length - 1)];
      provider.asked += 1;
      if (step === undefined) throw new Error('an empty script');
      if (step.text !== undefined) onText(step.text);
      return step.outcome;
    },
    probe: async () => ok(undefined),
  };
  return provider;
}

interface Run {
  readonly clock: FakeClock;
  readonly given: AbortController;
  readonly log: string[];
  readonly result: Promise<Answered>;
  /** Resolves when the first wait has begun: its timer is armed. */
  readonly waits: Promise<void>;
}

/** Starts a request; every wait is passed by moving the clock right when it begins, unless `hold`. */
function start(
  script: Script,
  options: { policy?: RetryPolicy; hold?: boolean; random?: number } = {},
): Run & {
  readonly provider: { readonly asked: number };
} {
  const clock = fakeClock();
  const given = new AbortController();
  const log: string[] = [];
  let hearWait: () => void = () => undefined;
  const waits = new Promise<void>((resolve) => (hearWait = resolve));
  const provider = scripted(script);
  const result = requestWithRepeats(provider, REQUEST, {
    clock,
    signal: given.signal,
    policy: options.policy ?? POLICY,
    random: () => options.random ?? 0.5,
    onText: (text) => log.push(`text ${text}`),
    onRestart: () => log.push('restart'),
    onDelay: (fault, delayMs) => {
      log.push(`${fault.kind} ${delayMs}`);
      hearWait();
      if (options.hold !== true) queueMicrotask(() => clock.advance(delayMs));
    },
  });
  return { clock, given, log, result, waits, provider };
}

const fails = (kind: RequestFault['kind'], retryAfterMs: number | null = null): Script[number] => ({
  outcome: err(requestFault(kind, 'no', { retryAfterMs })),
});
const answers: Script[number] = { text: 'done', outcome: ok(ANSWER) };

describe('repeats', () => {
  it('waits as long as the server asks, and says so', async () => {
    const { result, log } = start([fails('rate-limit', 7_000), answers]);
    expect(await result).toEqual(ok(ANSWER));
    expect(log).toEqual(['rate-limit 7500', 'text done']);
  });

  it('does not start again before its time', async () => {
    const { result, waits, clock, provider } = start([fails('rate-limit', 7_000), answers], {
      hold: true,
      random: 0,
    });
    await waits;
    expect(provider.asked).toBe(1);
    clock.advance(6_999);
    expect(clock.pending()).toBe(1);
    clock.advance(1);
    expect(clock.pending()).toBe(0);
    expect((await result).ok).toBe(true);
  });

  it('backs off further each time, up to the longest delay', async () => {
    const { result, log } = start([fails('overloaded')]);
    expect(await result).toMatchObject({ ok: false, error: { kind: 'overloaded' } });
    expect(log).toEqual([500, 1_000, 2_000, 4_000, 4_000, 4_000].map((ms) => `overloaded ${ms}`));
  });

  it.each([
    ['auth', 1],
    ['bad-request', 1],
    ['unreachable', 3],
    ['disconnected', 6],
    ['overloaded', 7],
    ['rate-limit', 11],
  ] as const)('makes a request that ends with %s %i times', async (kind, times) => {
    const { result, provider, clock } = start([fails(kind)]);
    expect(await result).toMatchObject({ ok: false, error: { kind } });
    expect(provider.asked).toBe(times);
    expect(clock.pending()).toBe(0);
  });

  it('gives up where the server asks for more time than there is', async () => {
    const { result, log, provider } = start([fails('rate-limit', 3_600_000), answers]);
    expect(await result).toMatchObject({ ok: false, error: { kind: 'rate-limit' } });
    expect(log).toEqual([]);
    expect(provider.asked).toBe(1);
  });

  it('says that the text starts anew, only where there was some', async () => {
    const partial = { text: 'hal', outcome: fails('disconnected').outcome };
    const thought = { text: '', outcome: fails('disconnected').outcome };
    const { result, log } = start([partial, thought, answers]);
    expect((await result).ok).toBe(true);
    expect(log).toEqual([
      'text hal',
      'disconnected 500',
      'restart',
      'text ',
      'disconnected 1000',
      'text done',
    ]);
  });

  it('ends at once when it is given up while it waits, and leaves no timer', async () => {
    const script = [fails('rate-limit', 60_000), answers];
    const { result, waits, clock, given, provider } = start(script, { hold: true });
    await waits;
    expect(clock.pending()).toBe(1);
    given.abort();
    expect(await result).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
    expect(clock.pending()).toBe(0);
    expect(provider.asked).toBe(1);
  });
});

it('keeps every delay between nothing and its bound', () => {
  for (let repeat = 0; repeat < 40; repeat += 1) {
    expect(repeatDelay(POLICY, repeat, null, () => 0)).toBe(0);
    expect(repeatDelay(POLICY, repeat, null, () => 0.999999)).toBeLessThanOrEqual(POLICY.maxDelayMs);
    expect(repeatDelay(POLICY, repeat, 5_000, () => 0)).toBe(5_000);
  }
});

it('keeps the first reason for which a request was ended', () => {
  const clock = fakeClock();
  const given = new AbortController();
  const limit = limitRequest(clock, given.signal, 1_000);
  expect(limit.fault()).toBeNull();
  clock.advance(1_000);
  given.abort();
  expect(limit.signal.aborted).toBe(true);
  expect(limit.fault()).toMatchObject({ kind: 'disconnected' });
  limit.release();
});
