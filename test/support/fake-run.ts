import type { Instruction } from '../../src/engine/domain/instruction.ts';
import type { Approval } from '../../src/engine/domain/approval.ts';
import type { CheckResult } from '../../src/engine/domain/check-result.ts';
import type { Command } from '../../src/engine/domain/command.ts';
import type { GateReport } from '../../src/engine/domain/gate-report.ts';
import type {
  AttemptState,
  Counts,
  RunState,
  WorkerState,
  WorkerStatus,
} from '../../src/engine/domain/state.ts';
import type { RunHandle } from '../../src/engine/domain/run-handle.ts';
import type { Verdict } from '../../src/engine/domain/verdict.ts';
import type { WorkerFacts } from '../../src/engine/domain/worker-facts.ts';

/** When the fixtures' runs start: noon of 1 January 2026, UTC. */
export const START = Date.UTC(2026, 0, 1, 12, 0, 0);

export const workerId = (number: number): string => `WORKER_${String(number).padStart(3, '0')}`;

export function aFacts(number: number, more: Partial<WorkerFacts> = {}): WorkerFacts {
  return {
    id: workerId(number),
    name: `Part_${number}`,
    file: `/phase/${workerId(number)}_Part_${number}.md`,
    hash: 'f'.repeat(64),
    deliverables: [`src/part_${number}.py`],
    checks: 4,
    route: 'openai',
    after: [],
    ...more,
  };
}

export function anInstruction(number: number): Instruction {
  const { id, name, file, hash, route } = aFacts(number);
  return {
    ...{ id, number, name, title: name, file, source: '', hash, route },
    sections: [],
    deliverables: [],
    boundaries: { can: [], cannot: [], text: '' },
    dependencies: [],
    blocks: [],
  };
}

export function aWorker(
  number: number,
  more: Partial<Omit<WorkerState, 'facts'>> & { facts?: Partial<WorkerFacts> } = {},
): WorkerState {
  const { facts, ...rest } = more;
  return {
    facts: aFacts(number, facts),
    status: { state: 'waiting' },
    attempts: [],
    lastEvent: '',
    startedAt: null,
    extraRetries: 0,
    waived: [],
    evidence: null,
    seq: 0,
    ...rest,
  };
}

export function aCheck(index: number, more: Partial<CheckResult> = {}): CheckResult {
  return {
    index,
    command: `python3 -m unittest tests.test_${index}`,
    line: 40 + index,
    status: 'green',
    suspicious: false,
    flaky: false,
    exitCode: 0,
    durationMs: 1200,
    outputTail: '',
    outputBytes: 0,
    output: null,
    ...more,
  };
}

export function anAttempt(number: number, more: Partial<AttemptState> = {}): AttemptState {
  return {
    number,
    provider: 'openai',
    model: 'gpt-x',
    base: 'b'.repeat(40),
    startedAt: START,
    endedAt: null,
    requests: 1,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    files: [],
    refused: [],
    dropped: [],
    proof: null,
    commit: null,
    checks: [],
    before: [],
    outcome: null,
    ...more,
  };
}

export const running = (
  step: Extract<WorkerStatus, { state: 'running' }>['step'],
  at = START,
): WorkerStatus => ({
  state: 'running',
  step,
  since: at,
  progress: { at, kind: 'step', answerChars: 0 },
});

export const accepted = (verdict: Verdict, at = START): WorkerStatus => ({
  state: 'accepted',
  verdict,
  commit: 'c'.repeat(40),
  at,
});

export function anApproval(id: string, more: Partial<Approval> = {}): Approval {
  return {
    id,
    kind: 'check',
    worker: workerId(1),
    attempt: 1,
    command: 'docker compose down',
    risk: 'high',
    reason: 'It stops containers.',
    hash: id.padEnd(64, 'a'),
    requestedAt: START,
    expiresAt: START + 300_000,
    ...more,
  };
}

export function aReport(more: Partial<GateReport> = {}): GateReport {
  return {
    workers: 18,
    accepted: 18,
    proven: 17,
    unproven: 1,
    escalated: 0,
    blocked: 0,
    failed: 0,
    skipped: 0,
    successRate: 1,
    aboveThreshold: true,
    branch: 'wingman/run-1',
    commit: 'd'.repeat(40),
    phaseTest: { command: 'python3 -m unittest', ok: true, outputTail: '' },
    cleanClone: { green: 70, red: 0, notRepeated: 1, flaky: 0, differences: [] },
    filesChanged: 12,
    costUsd: 1.5,
    durationMs: 754_000,
    ...more,
  };
}

function countsOf(workers: readonly WorkerState[]): Counts {
  const counts = {
    waiting: 0,
    blocked: 0,
    running: 0,
    approval: 0,
    accepted: 0,
    escalated: 0,
    failed: 0,
    skipped: 0,
  };
  for (const { status } of workers) counts[status.state]++;
  return counts;
}

export const NO_TOTALS: RunState['totals'] = {
  attempts: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: null,
  waived: 0,
  flaky: 0,
  acceptedMs: 0,
};

/** A run of these workers under way. */
export function aRun(workers: readonly WorkerState[], more: Partial<RunState> = {}): RunState {
  return {
    run: 'run-1',
    phase: '1a',
    title: 'Semantic Analyzer',
    base: 'b'.repeat(40),
    baseBranch: 'main',
    branch: 'wingman/run-1',
    tip: 'b'.repeat(40),
    status: { type: 'running' },
    paused: false,
    order: workers.map((worker) => worker.facts.id),
    counts: countsOf(workers),
    totals: NO_TOTALS,
    approvals: [],
    lacks: [],
    evidenceHead: null,
    stages: {
      build: { type: 'running', since: START, command: null },
      test: { type: 'pending' },
      deploy: { type: 'pending' },
      review: { type: 'pending' },
    },
    gate: null,
    gateAnswer: null,
    merge: null,
    obstruction: null,
    createdAt: START,
    activeSince: START,
    activeMs: 0,
    seq: 1,
    ...more,
  };
}

/** A run that only the test changes; it keeps what it is asked. */
export interface FakeRun {
  readonly handle: RunHandle;
  readonly sent: Command[];
  /** How often each worker was read. */
  readonly reads: Map<string, number>;
  readonly set: (worker: WorkerState) => void;
  readonly change: (more: Partial<RunState>) => void;
  readonly log: (id: string, lines: readonly string[]) => void;
  readonly listeners: () => number;
}

/** A run of these workers, with what `more` says otherwise. */
export function fakeRun(workers: readonly WorkerState[], more: Partial<RunState> = {}): FakeRun {
  let run = aRun(workers, more);
  const states = new Map(workers.map((worker) => [worker.facts.id, worker]));
  const logs = new Map<string, readonly string[]>();
  const listeners = new Set<(worker: string | null) => void>();
  const sent: Command[] = [];
  const reads = new Map<string, number>();
  const notify = (id: string | null): void => listeners.forEach((listener) => listener(id));
  return {
    handle: {
      run: () => run,
      worker: (id) => {
        reads.set(id, (reads.get(id) ?? 0) + 1);
        return states.get(id);
      },
      log: (id) => logs.get(id) ?? [],
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      send: (command) => void sent.push(command),
    },
    sent,
    reads,
    set(worker) {
      states.set(worker.facts.id, worker);
      run = { ...run, counts: countsOf([...states.values()]), seq: run.seq + 1 };
      notify(worker.facts.id);
    },
    change(changes) {
      run = { ...run, ...changes, seq: run.seq + 1 };
      notify(null);
    },
    log(id, lines) {
      logs.set(id, lines);
      notify(id);
    },
    listeners: () => listeners.size,
  };
}
