import { fit } from '../fit.ts';
import type { Scope } from '../keymap.ts';
import { KEYMAP, shownKey } from '../keymap.ts';
import type { Line } from '../line.ts';
import { span } from '../line.ts';

const TITLES: readonly (readonly [Scope, string])[] = [
  ['move', 'Moving'],
  ['run', 'The run'],
  ['approval', 'While a command waits for approval'],
  ['gate', 'At the review gate'],
  ['confirm', 'When asked'],
  ['always', 'Always'],
];

/** The list of all keys, made from the keymap. */
export function helpLines(): readonly Line[] {
  return TITLES.flatMap(([scope, title], index): readonly Line[] => [
    ...(index === 0 ? [] : [[]]),
    [span(title, 'strong')],
    ...KEYMAP.filter((binding) => binding.scope === scope).map((binding): Line => [
      span(`  ${fit(binding.keys.map(shownKey).join(' '), 10)}  `, 'busy'),
      span(binding.help),
    ]),
  ]);
}
