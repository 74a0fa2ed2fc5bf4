import { TextBlock } from '../../components/text-block.tsx';
import { show } from '../../key-effect.ts';
import type { Scroll, ScrolledView } from '../../scrolling.ts';
import { scrolledView, scrollingKeys } from '../../scrolling.ts';
import { pop } from '../../stack.ts';
import { defineScreen } from '../screen.ts';
import { helpLines } from './help-lines.ts';

const SCROLLING = scrollingKeys<Scroll>();

/** Every key there is. No command is asked about while a person reads them. */
export const help = defineScreen<Scroll, ScrolledView>({
  name: 'help',
  opener: { action: 'help', keys: ['?'], help: 'these keys', state: { scroll: 0 } },
  alone: true,
  keys: [
    {
      ...SCROLLING,
      keys: [
        ...SCROLLING.keys,
        // Whoever wants to leave the help by the key that stops a run must not stop the run.
        { action: 'leave', keys: ['q'], help: null, press: ({ ui }) => show(pop(ui)) },
      ],
    },
  ],
  hints: [
    ['back', 'back'],
    ['down', 'scroll'],
  ],
  select: (scene, _ui, state, place) => scrolledView(helpLines(scene.keys), state, place),
  Draw: TextBlock,
});
