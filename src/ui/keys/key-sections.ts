import { CARD_KEYS } from '../overlays/approval-card/card-keys.ts';
import { CONFIRM } from '../overlays/prompt/answer-prompt.ts';
import type { RegisteredScreen } from '../screens/screen.ts';
import type { KeySection, KeyText } from './binding.ts';
import { MOVING } from './moving.ts';
import { ALWAYS, RUN_KEYS } from './run-keys.ts';

/** One entry an action; what several screens say of it is told one after the other. */
function joinActions(keys: readonly KeyText[]): readonly KeyText[] {
  const joined = new Map<string, KeyText>();
  for (const key of keys) {
    const known = joined.get(key.action);
    const said = known?.help?.split('; ') ?? [];
    if (key.help === null || said.includes(key.help)) continue;
    joined.set(key.action, { ...(known ?? key), help: [...said, key.help].join('; ') });
  }
  return [...joined.values()];
}

/** Every key there is: of the run, of the overlays and of these screens, in the order in which the help lists them. */
export function keySections(screens: readonly RegisteredScreen[]): readonly KeySection[] {
  const openers = screens.flatMap(({ opener }) => (opener === null ? [] : [opener]));
  const sections: readonly KeySection[] = [
    MOVING,
    RUN_KEYS,
    { title: RUN_KEYS.title, keys: openers },
    CARD_KEYS,
    ...screens.flatMap((screen) => screen.sections),
    CONFIRM,
    ALWAYS,
  ];
  const titles = new Set(sections.map((section) => section.title));
  return [...titles].map((title) => ({
    title,
    keys: joinActions(sections.filter((section) => section.title === title).flatMap(({ keys }) => keys)),
  }));
}
