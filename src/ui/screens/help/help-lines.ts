import { fit } from '../../fit.ts';
import type { KeySection } from '../../keys/binding.ts';
import { shownKey } from '../../keys/binding.ts';
import type { Line } from '../../line.ts';
import { span } from '../../line.ts';

/** The list of all keys, under their titles. */
export function helpLines(sections: readonly KeySection[]): readonly Line[] {
  return sections.flatMap(({ title, keys }, index): readonly Line[] => [
    ...(index === 0 ? [] : [[]]),
    [span(title, 'strong')],
    ...keys.map((key): Line => [
      span(`  ${fit(key.keys.map(shownKey).join(' '), 10)}  `, 'busy'),
      span(key.help ?? ''),
    ]),
  ]);
}
