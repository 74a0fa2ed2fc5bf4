import { TextBlock } from '../../components/text-block.tsx';
import { OPEN } from '../../keys/moving.ts';
import type { Scroll, ScrolledView } from '../../scrolling.ts';
import { scrolledView, scrollingKeys } from '../../scrolling.ts';
import { defineScreen } from '../screen.ts';
import { workerLines } from './worker-lines.ts';

interface State extends Scroll {
  /** Id of the worker that the screen is about. */
  readonly worker: string;
}

const SCROLLING = scrollingKeys<State>();

/** All that is known of one worker. */
export const worker = defineScreen<State, ScrolledView>({
  name: 'worker',
  keys: [
    {
      ...SCROLLING,
      keys: [
        ...SCROLLING.keys,
        // It is open already: back to where it opened.
        { ...OPEN, press: ({ state, become }) => become({ ...state, scroll: 0 }) },
      ],
    },
  ],
  hints: [
    ['back', 'back'],
    ['down', 'scroll'],
    ['page-down', 'page'],
    ['retry', 'retry'],
    ['escalate', 'escalate'],
    ['help', 'keys'],
  ],
  worker: (state) => state.worker,
  select(scene, _ui, state, place) {
    const about = scene.worker(state.worker);
    const lines =
      about === undefined
        ? []
        : workerLines(about, scene.log(state.worker), scene.worker, scene.now, place.width);
    return scrolledView(lines, state, place);
  },
  Draw: TextBlock,
});
