import { moving } from '../../keys/moving.ts';
import type { KeyContext } from '../screen.ts';
import { defineScreen } from '../screen.ts';
import { openKey, selectBy, selectedId } from '../worker-list.ts';
import { Dashboard } from './dashboard-view.tsx';
import type { DashboardView } from './select-dashboard.ts';
import { selectDashboard } from './select-dashboard.ts';

type Context = KeyContext<null, DashboardView>;

const MOVE = moving<Context>({
  lines: (context, by) => selectBy(context, by),
  pages: (context, by) => selectBy(context, by * context.view.page),
});

/** All workers of the run, at home whenever no other screen is. */
export const dashboard = defineScreen<null, DashboardView>({
  name: 'dashboard',
  home: { when: () => true, state: null },
  keys: [{ ...MOVE, keys: [...MOVE.keys, openKey()] }],
  hints: [
    ['help', 'keys'],
    ['open', 'open'],
    ['down', 'move'],
    ['pause', 'pause'],
    ['retry', 'retry'],
    ['escalate', 'escalate'],
    ['stop', 'stop'],
  ],
  worker: (_state, ui, run) => selectedId(ui, run),
  select: (scene, ui, _state, place) => selectDashboard(scene, ui, place),
  Draw: Dashboard,
});
