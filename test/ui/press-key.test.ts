import { describe, expect, it } from 'vitest';
import type { RunState, WorkerState } from '../../src/engine/domain/state.ts';
import type { Arrangement } from '../../src/ui/arrange.ts';
import { arrange } from '../../src/ui/arrange.ts';
import type { KeyEffect } from '../../src/ui/key-effect.ts';
import { pressKey } from '../../src/ui/press-key.ts';
import { screenSet } from '../../src/ui/screen-set.ts';
import { SCREENS } from '../../src/ui/screens/registry.ts';
import { worker } from '../../src/ui/screens/worker/worker.ts';
import type { UiState } from '../../src/ui/ui-state.ts';
import { initialUi } from '../../src/ui/ui-state.ts';
import { START, aReport, aRun, aWorker, accepted, anApproval, running } from '../support/fake-run.ts';

const WORKERS = [
  aWorker(1, { status: accepted('proven') }),
  aWorker(2, { status: running('model') }),
  aWorker(3, { status: { state: 'escalated', failure: { reason: 'empty' }, at: START } }),
  aWorker(4),
];

/** A worker's own screen of so many lines can be scrolled by 50 where 12 of them are in sight. */
const LOG = Array.from({ length: 52 }, (_, index) => `line ${index}`);
const SIZE = { width: 80, height: 15 };

/** What a key is pressed on: the run, and whether a card can have been read. */
interface Scene {
  readonly at: (ui: UiState) => Arrangement;
  readonly cardReady: boolean;
}

function scene(run: Partial<RunState> = {}, workers: readonly WorkerState[] = WORKERS): Scene {
  const screens = screenSet(SCREENS);
  const reading = {
    run: aRun(workers, run),
    now: START,
    worker: (id: string) => workers.find((one) => one.facts.id === id),
    log: () => LOG,
    keys: screens.keys,
  };
  return { at: (ui) => arrange(screens, reading, ui, SIZE), cardReady: true };
}

/** Presses keys one after the other; the commands of all. */
function press(keys: readonly string[], { at, cardReady }: Scene, from: Partial<UiState> = {}): KeyEffect {
  let effect: KeyEffect = { ui: { ...initialUi, ...from }, commands: [], close: false };
  for (const name of keys) {
    const next = pressKey(at(effect.ui), { name, times: 1 }, name.length === 1 ? name : '', cardReady);
    effect = { ...next, commands: [...effect.commands, ...next.commands] };
  }
  return effect;
}

/** The screens on the stack by name. */
const names = ({ ui }: KeyEffect): readonly string[] => ui.stack.map((entry) => entry.name);
const topState = ({ ui }: KeyEffect): unknown => ui.stack.at(-1)?.state;

describe('moving', () => {
  it('stays within the rows', () => {
    expect(press(['up'], scene()).ui.selected).toBe(0);
    expect(press(['j', 'j'], scene()).ui.selected).toBe(2);
    expect(press(['pagedown'], scene()).ui.selected).toBe(3);
    expect(press(['G', 'k'], scene()).ui.selected).toBe(2);
    expect(press(['end', 'g'], scene()).ui.selected).toBe(0);
    expect(press(['down'], scene({}, [])).ui.selected).toBe(0);
  });

  it('opens a worker, scrolls there and comes back', () => {
    expect(topState(press(['j', 'enter'], scene()))).toEqual({ worker: 'WORKER_002', scroll: 0 });
    const scrolled = press(['enter', 'down', 'pagedown'], scene());
    expect([topState(scrolled), scrolled.ui.selected]).toEqual([{ worker: 'WORKER_001', scroll: 11 }, 0]);
    expect(topState(press(['enter', 'G'], scene()))).toMatchObject({ scroll: 50 });
    expect(names(press(['enter', 'escape'], scene()))).toEqual(['dashboard']);
    expect(names(press(['escape', 'escape'], scene()))).toEqual(['dashboard']);
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
    expect(press(['q'], scene({}, idle)).commands).toEqual([{ type: 'stop', cause: 'key' }]);
    const merged = scene({ status: { type: 'merged', at: START } });
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
    expect(press(['p'], scene({ paused: true })).commands).toEqual([{ type: 'unpause' }]);
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
    expect(
      press(['R'], scene(), {
        stack: [...press(['x'], scene()).ui.stack, worker.entry({ worker: 'WORKER_003', scroll: 0 })],
      }).commands,
    ).toEqual([{ type: 'retry', worker: 'WORKER_003' }]);
  });
});

describe('approvals', () => {
  // 6 of its lines are in sight.
  const command = Array.from({ length: 11 }, (_, index) => `step ${index}`).join('\n');
  const approvals = [anApproval('a1', { command }), anApproval('a2')];
  const at = scene({ approvals });

  it('answers the one on the card', () => {
    expect(press(['y'], at).commands).toEqual([
      { type: 'approve', id: 'a1', hash: 'a1'.padEnd(64, 'a'), by: 'key' },
    ]);
    expect(press(['n'], at).commands).toEqual([
      { type: 'deny', id: 'a1', hash: 'a1'.padEnd(64, 'a'), by: 'key' },
    ]);
    expect(press(['tab', 'n'], at).commands).toEqual([
      { type: 'deny', id: 'a2', hash: 'a2'.padEnd(64, 'a'), by: 'key' },
    ]);
  });

  it('answers nothing on a card that cannot have been read, or without a card', () => {
    const early = press(['y', 'n'], { ...at, cardReady: false });
    expect(early.commands).toEqual([]);
    expect(early.ui.notice).toContain('only just appeared');
    expect(press(['y', 'n'], scene()).commands).toEqual([]);
    expect(press(['?', 'y', 'n'], at).commands).toEqual([]);
  });

  it('takes several keys at once for none', () => {
    expect(pressKey(at.at(initialUi), { name: 'y', times: 2 }, 'yy', true).commands).toEqual([]);
    expect(pressKey(at.at(initialUi), null, 'yes\n', true).commands).toEqual([]);
  });

  it('goes round with Tab', () => {
    expect(press(['tab'], at).ui.card.chosen).toBe('a2');
    expect(press(['tab', 'tab'], at).ui.card.chosen).toBe('a1');
  });

  it('scrolls the command within its lines', () => {
    expect(press(['right', ']'], at).ui.card.scroll).toBe(2);
    expect(press(['left'], at).ui.card.scroll).toBe(0);
    expect(
      press(
        Array.from({ length: 9 }, () => 'right'),
        at,
      ).ui.card.scroll,
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
    expect(press(['a'], scene(above)).commands).toEqual([approve]);
  });

  it('wants the name of the phase in full below it', () => {
    const at = scene(below);
    expect(press(['a'], at).commands).toEqual([]);
    expect(press(['a', 'enter'], at).commands).toEqual([]);
    expect(press(['a', '1', 'enter'], at).commands).toEqual([]);
    expect(press(['a', '1', 'b', 'enter'], at).ui).toMatchObject({ prompt: { typed: '1b' } });
    expect(press(['a', '1', 'b', 'backspace', 'a', 'enter'], at).commands).toEqual([approve]);
    expect(press(['a', '1', 'a', 'escape', 'enter'], at).commands).toEqual([]);
  });

  it('tries an approved merge again without asking twice', () => {
    const answer = { answer: { decision: 'approve' }, by: 'key', at: START } as const;
    const at = scene({ ...below, obstruction: 'dirty', gateAnswer: answer });
    expect(press(['a'], at).commands).toEqual([approve]);
  });

  it('rejects after a yes', () => {
    const at = scene(above);
    expect(press(['r', 'n'], at).commands).toEqual([]);
    expect(press(['r', 'y'], at).commands).toEqual([
      { type: 'gate', answer: { decision: 'reject' }, by: 'key' },
    ]);
  });

  it('sends the marked workers back, or the selected one where none is marked', () => {
    const at = scene(above);
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
    const at = scene(above);
    expect(press(['G', 'space'], at).ui.marked.size).toBe(0);
    expect(press(['G', 'w', 'y'], at).commands).toEqual([]);
  });

  it('has its keys only there', () => {
    expect(press(['a', 'r', 'w', 'y'], scene({ gate: above.gate })).commands).toEqual([]);
    expect(press(['enter', 'a', 'r', 'w', 'y'], scene(above)).commands).toEqual([]);
    expect(press(['?', 'a', 'r', 'w', 'y'], scene(above)).commands).toEqual([]);
  });
});

describe('the help', () => {
  it('opens and goes with any of its keys, q included', () => {
    expect(names(press(['?'], scene()))).toEqual(['dashboard', 'help']);
    for (const key of ['?', 'escape', 'q']) {
      const closed = press(['?', key], scene());
      expect([names(closed), closed.ui.prompt, closed.commands]).toEqual([['dashboard'], null, []]);
    }
  });
});

describe('the stack', () => {
  it('comes back to a screen as it was left', () => {
    const back = press(['enter', 'down', '?', 'G', 'escape'], scene());
    expect([names(back), topState(back)]).toEqual([
      ['dashboard', 'worker'],
      { worker: 'WORKER_001', scroll: 1 },
    ]);
  });

  it('asks about the worker of the screen below where the one in sight has none', () => {
    expect(press(['j', 'j', 'enter', '?', 'R'], scene()).commands).toEqual([
      { type: 'retry', worker: 'WORKER_003' },
    ]);
  });

  it('puts the gate below what is open when the run gets there', () => {
    const open = press(['j', 'enter'], scene());
    const later = scene({ status: { type: 'reviewing' }, gate: aReport() });
    const still = press(['down'], later, open.ui);
    expect(names(still)).toEqual(['gate', 'worker']);
    const back = press(['escape'], later, still.ui);
    expect([names(back), back.ui.selected]).toEqual([['gate'], 1]);
  });
});
