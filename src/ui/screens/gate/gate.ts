import { BACK, moving } from '../../keys/moving.ts';
import { pageOf, scrollBy } from '../../scrolling.ts';
import { defineScreen } from '../screen.ts';
import { openKey, selectBy, selectedId } from '../worker-list.ts';
import type { GateKeyContext } from './gate-keys.ts';
import { GATE_KEYS } from './gate-keys.ts';
import { Gate } from './gate-view.tsx';
import type { GateState, GateView } from './select-gate.ts';
import { selectGate } from './select-gate.ts';

const START: GateState = { scroll: 0 };

/** The arrows move the selection, the page keys the evidence. */
const MOVE = moving<GateKeyContext>(
  {
    lines: (context, by) => selectBy(context, by),
    pages: (context, by) => scrollBy(context, by * pageOf(context.view.height)),
  },
  { up: 'at the gate, in the evidence', down: 'the same' },
);

/** The review of the phase, at home while the run waits for it. */
export const gate = defineScreen<GateState, GateView>({
  name: 'gate',
  home: { when: (run) => run.status.type === 'reviewing' && run.gate !== null, state: START },
  keys: [
    GATE_KEYS,
    {
      ...MOVE,
      keys: [...MOVE.keys, openKey(), { ...BACK, press: ({ become }) => become(START) }],
    },
  ],
  hints: [
    ['gate-approve', 'approve'],
    ['gate-reject', 'reject'],
    ['gate-rework', 'rework'],
    ['mark', 'mark'],
    ['open', 'open'],
    ['help', 'keys'],
  ],
  worker: (_state, ui, run) => selectedId(ui, run),
  select: selectGate,
  Draw: Gate,
});
