import { describe, expect, it } from 'vitest';
import type { RunState, WorkerState } from '../../src/engine/domain/state.ts';
import type { Outcome, Scene } from '../../src/ui/press-key.ts';
import { pressKey } from '../../src/ui/press-key.ts';
import type { UiState } from '../../src/ui/ui-state.ts';
import { initialUi } from '../../src/ui/ui-state.ts';
import { START, aReport, aRun, aWorker, accepted, anApproval, running } from '../support/fake-run.ts';

const WORKERS = [
  aWorker(1, { status: accepted('proven') }),
  aWorker(2, { status: running('model') }),
  aWorker(3, { status: { state: 'escalated', failure: { reason: 'empty' }, at: START } }),
  aWorker(4),
];

function scene(
  more: Partial<Scene> = {},
  run: Partial<RunState> = {},
  workers: readonly WorkerState[] = WORKERS,
): Scene {
  return {
    run: aRun(workers, run),
    worker: (id) => workers.find((worker) => worker.facts.id === id),
    card: null,
    cardReady: true,
    gate: false,
    page: 10,
    lastScroll: 50,
    lastCommandScroll: 5,
    ...more,
  };
}

/** Presses keys one after the other; the commands of all. */
function press(keys: readonly string[], at: Scene, from: Partial<UiState> = {}): Outcome {
  let outcome: Outcome = { ui: { ...initialUi, ...from }, commands: [], close: false };
  for (const name of keys) {
    const next = pressKey(outcome.ui, { name, times: 1 }, name.length === 1 ? name : '', at);
    outcome = { ...next, commands: [...outcome.commands, ...next.commands] };
  }
  return outcome;
}

describe('moving', () => {
  it('stays within the rows', () => {
    expect(press(['up'], scene()).ui.selected).toBe(0);
    expect(press(['j', 'j'], scene()).ui.selected).toBe(2);
    expect(press(['pagedown'], scene()).ui.selected).toBe(3);
    expect(press(['G', 'k'], scene()).ui.selected).toBe(2);
    expect(press(['end', 'g'], scene()).ui.selected).toBe(0);
    expect(press(['down'], scene({}, {}, [])).ui.selected).toBe(0);
  });

  it('opens a worker, scrolls there and comes back', () => {
    expect(press(['j', 'enter'], scene()).ui.detail).toBe('WORKER_002');
    expect(press(['enter', 'down', 'pagedown'], scene()).ui).toMatchObject({ scroll: 11, selected: 0 });
    expect(press(['enter', 'G'], scene()).ui.scroll).toBe(50);
    expect(press(['enter', 'escape'], scene()).ui.detail).toBeNull();
  });
});

describe('stopping', () => {
  it('asks first while workers are at it', () => {
    expect(press(['q'], scene())).toMatchObject({ ui: { prompt: { kind: 'stop' } }, commands: [] });
    expect(press(['q', 'n'], scene())).toMatchObject({ ui: { prompt: null }, commands: [] });
    expect(press(['q', 'q', 'x'], scene()).commands).toEqual([]);
    expect(press(['q', 'y'], scene()).commands).toEqual([{ type: 'stop', cause: 'key' }]);
  });

  it('does not ask where nothing runs, and closes where all is over', () => {
    const idle = [aWorker(1)];
    expect(press(['q'], scene({}, {}, idle)).commands).toEqual([{ type: 'stop', cause: 'key' }]);
    const merged = scene({}, { status: { type: 'merged', at: START } });
    expect(press(['q'], merged)).toMatchObject({ commands: [], close: true });
  });

  it('never asks about Ctrl+C, in the middle of a question neither', () => {
    expect(press(['ctrl+c'], scene()).commands).toEqual([{ type: 'stop', cause: 'SIGINT' }]);
    expect(press(['q', 'ctrl+c'], scene()).commands).toEqual([{ type: 'stop', cause: 'SIGINT' }]);
  });
});

describe('commands about workers', () => {
  it('pauses and goes on', () => {
    expect(press(['p'], scene()).commands).toEqual([{ type: 'pause' }]);
    expect(press(['p'], scene({}, { paused: true })).commands).toEqual([{ type: 'unpause' }]);
  });

  it('retries only what is escalated', () => {
    expect(press(['j', 'j', 'R'], scene()).commands).toEqual([{ type: 'retry', worker: 'WORKER_003' }]);
    const refused = press(['R'], scene());
    expect(refused.commands).toEqual([]);
    expect(refused.ui.notice).toContain('Only an escalated, failed or lacking worker');
  });

  it('waives a check of a stuck worker by its number and a reason, both typed', () => {
    const typed = [...'2 no daemon'];
    expect(press(['j', 'j', 'W', ...typed, 'enter'], scene()).commands).toEqual([
      { type: 'waive', worker: 'WORKER_003', check: 1, reason: 'no daemon', by: 'key' },
    ]);
    for (const wrong of ['', '2', '2 ', '0 why', 'why', '-1 why']) {
      const refused = press(['j', 'j', 'W', ...wrong, 'enter'], scene());
      expect(refused.commands).toEqual([]);
      expect(refused.ui.notice).toContain('the number of the check');
    }
    expect(press(['j', 'j', 'W', ...typed, 'escape'], scene()).commands).toEqual([]);
    expect(press(['j', 'W'], scene()).ui.prompt).toBeNull();
  });

  it('escalates only what runs, after a yes', () => {
    expect(press(['j', 'E'], scene()).commands).toEqual([]);
    expect(press(['j', 'E', 'y'], scene()).commands).toEqual([{ type: 'escalate', worker: 'WORKER_002' }]);
    expect(press(['E', 'y'], scene()).commands).toEqual([]);
  });

  it('is about the open worker, not the selected one', () => {
    expect(press(['R'], scene(), { detail: 'WORKER_003' }).commands).toEqual([
      { type: 'retry', worker: 'WORKER_003' },
    ]);
  });
});

describe('approvals', () => {
  const approvals = [anApproval('a1'), anApproval('a2')];

  it('answers the one on the card', () => {
    const at = scene({ card: 'a1' }, { approvals });
    expect(press(['y'], at).commands).toEqual([{ type: 'approve', id: 'a1', by: 'key' }]);
    expect(press(['n'], at).commands).toEqual([{ type: 'deny', id: 'a1', by: 'key' }]);
  });

  it('answers nothing on a card that cannot have been read, or without a card', () => {
    const early = press(['y', 'n'], scene({ card: 'a1', cardReady: false }, { approvals }));
    expect(early.commands).toEqual([]);
    expect(early.ui.notice).toContain('only just appeared');
    expect(press(['y', 'n'], scene({ card: null }, { approvals })).commands).toEqual([]);
  });

  it('takes several keys at once for none', () => {
    const at = scene({ card: 'a1' }, { approvals });
    expect(pressKey(initialUi, { name: 'y', times: 2 }, 'yy', at).commands).toEqual([]);
    expect(pressKey(initialUi, null, 'yes\n', at).commands).toEqual([]);
  });

  it('goes round with Tab', () => {
    expect(press(['tab'], scene({ card: 'a1' }, { approvals })).ui.approval).toBe('a2');
    expect(press(['tab'], scene({ card: 'a2' }, { approvals })).ui.approval).toBe('a1');
  });

  it('scrolls the command within its lines', () => {
    const at = scene({ card: 'a1' }, { approvals });
    expect(press(['right', ']'], at).ui.commandScroll).toBe(2);
    expect(press(['left'], at).ui.commandScroll).toBe(0);
    expect(
      press(
        Array.from({ length: 9 }, () => 'right'),
        at,
      ).ui.commandScroll,
    ).toBe(5);
  });
});

describe('the gate', () => {
  const above = { status: { type: 'reviewing' }, gate: aReport() } as const;
  const below = {
    status: { type: 'reviewing' },
    gate: aReport({ aboveThreshold: false, successRate: 0.5 }),
  } as const;
  const approve = { type: 'gate', answer: { decision: 'approve' }, by: 'key' };

  it('approves with one key above the threshold', () => {
    expect(press(['a'], scene({ gate: true }, above)).commands).toEqual([approve]);
  });

  it('wants the name of the phase in full below it', () => {
    const at = scene({ gate: true }, below);
    expect(press(['a'], at).commands).toEqual([]);
    expect(press(['a', 'enter'], at).commands).toEqual([]);
    expect(press(['a', '1', 'enter'], at).commands).toEqual([]);
    expect(press(['a', '1', 'b', 'enter'], at).ui).toMatchObject({ prompt: { typed: '1b' } });
    expect(press(['a', '1', 'b', 'backspace', 'a', 'enter'], at).commands).toEqual([approve]);
    expect(press(['a', '1', 'a', 'escape', 'enter'], at).commands).toEqual([]);
  });

  it('tries an approved merge again without asking twice', () => {
    const answer = { answer: { decision: 'approve' }, by: 'key', at: START } as const;
    const at = scene({ gate: true }, { ...below, obstruction: 'dirty', gateAnswer: answer });
    expect(press(['a'], at).commands).toEqual([approve]);
  });

  it('rejects after a yes', () => {
    const at = scene({ gate: true }, above);
    expect(press(['r', 'n'], at).commands).toEqual([]);
    expect(press(['r', 'y'], at).commands).toEqual([
      { type: 'gate', answer: { decision: 'reject' }, by: 'key' },
    ]);
  });

  it('sends the marked workers back, or the selected one where none is marked', () => {
    const at = scene({ gate: true }, above);
    const rework = (workers: readonly string[]) => [
      { type: 'gate', answer: { decision: 'rework', workers }, by: 'key' },
    ];
    expect(press(['j', 'j', 'space', 'g', 'space', 'w', 'y'], at).commands).toEqual(
      rework(['WORKER_001', 'WORKER_003']),
    );
    expect(press(['w', 'y'], at).commands).toEqual(rework(['WORKER_001']));
    expect(press(['space', 'space', 'j', 'j', 'w', 'y'], at).commands).toEqual(rework(['WORKER_003']));
    expect(press(['w', 'n'], at).commands).toEqual([]);
  });

  it('marks and sends back only what has an outcome', () => {
    const at = scene({ gate: true }, above);
    expect(press(['G', 'space'], at).ui.marked.size).toBe(0);
    expect(press(['G', 'w', 'y'], at).commands).toEqual([]);
  });

  it('has its keys only there', () => {
    expect(press(['a', 'r', 'w', 'y'], scene({ gate: false }, above)).commands).toEqual([]);
  });
});

describe('the help', () => {
  it('opens and goes with any of its keys, q included', () => {
    for (const key of ['?', 'escape', 'q']) {
      const closed = press(['?', key], scene());
      expect([closed.ui.help, closed.ui.prompt]).toEqual([false, null]);
    }
  });
});
