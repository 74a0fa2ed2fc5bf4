import { describe, expect, it } from 'vitest';
import { chooseKey, type KeyPress } from '../../bench/support/screen-keys.ts';
import { readScreen, type ScreenView } from '../../bench/support/screen-view.ts';
import { createChance } from '../../src/simulator/seeded.ts';
import { aWorker, fakeRun } from '../support/fake-run.ts';
import { openRig, type Rig } from '../ui/rig.ts';

const WORKERS = 34;
const workers = Array.from({ length: WORKERS }, (_, at) => aWorker(at + 1));
const open = (): Promise<Rig> => openRig(fakeRun(workers), [160, 50]);
const viewOf = (rig: Rig): ScreenView => readScreen(rig.terminal.screen());

describe('reading the screen', () => {
  it('tells which one is shown and what is selected there', async () => {
    const rig = await open();
    expect(viewOf(rig)).toEqual({ screen: 'dashboard', selected: 1 });
    await rig.press('j', 'j');
    expect(viewOf(rig)).toEqual({ screen: 'dashboard', selected: 3 });
    await rig.press('enter');
    expect(viewOf(rig)).toEqual({ screen: 'detail', selected: 3 });
    await rig.press('?');
    expect(viewOf(rig)).toEqual({ screen: 'help', selected: null });
    await rig.press('escape', 'escape', 'G');
    expect(viewOf(rig)).toEqual({ screen: 'dashboard', selected: WORKERS });
  });

  it('knows what is none of them', () => {
    expect(readScreen(['$ wingman run', '', ' 001 a row that is not selected'])).toEqual({
      screen: 'none',
      selected: null,
    });
  });
});

describe('the keys', () => {
  const chosen = (view: ScreenView): ReadonlyMap<string, KeyPress> => {
    const chance = createChance('test');
    const keys = Array.from({ length: 200 }, () => chooseKey(view, WORKERS, chance));
    return new Map(keys.flatMap((key) => (key === null ? [] : [[key.name, key]])));
  };

  it('are those that do something', () => {
    const names = (view: ScreenView): string[] => [...chosen(view).keys()].sort();
    expect(names({ screen: 'dashboard', selected: 5 })).toEqual(['?', 'Enter', 'j', 'k']);
    expect(names({ screen: 'dashboard', selected: 1 })).toEqual(['?', 'Enter', 'j']);
    expect(names({ screen: 'dashboard', selected: WORKERS })).toEqual(['?', 'Enter', 'k']);
    expect(names({ screen: 'detail', selected: 5 })).toEqual(['Esc']);
    expect(names({ screen: 'help', selected: null })).toEqual(['Esc']);
    expect(names({ screen: 'none', selected: null })).toEqual([]);
  });

  it.each([
    ['j', 'j'],
    ['k', 'k'],
    ['Enter', 'enter'],
    ['?', '?'],
  ])('show their own effect and no other: %s', async (name, sent) => {
    const rig = await open();
    await rig.press('j');
    const keys = chosen(viewOf(rig));
    expect([...keys.values()].filter((key) => key.isDone(viewOf(rig)))).toEqual([]);
    await rig.press(sent);
    expect([...keys.values()].filter((key) => key.isDone(viewOf(rig))).map((key) => key.name)).toEqual([
      name,
    ]);
  });
});
