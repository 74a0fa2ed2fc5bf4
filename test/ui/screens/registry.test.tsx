import { describe, expect, it } from 'vitest';
import { Text } from 'ink';
import { ask } from '../../../src/ui/key-effect.ts';
import { SCREENS } from '../../../src/ui/screens/registry.ts';
import type { ScreenView } from '../../../src/ui/screens/screen.ts';
import { defineScreen } from '../../../src/ui/screens/screen.ts';
import { anApproval, aWorker, fakeRun } from '../../support/fake-run.ts';
import { sourceFiles } from '../../support/source-files.ts';
import { openRig } from '../rig.ts';

interface Tally {
  readonly count: number;
}

interface TallyView extends ScreenView {
  readonly text: string;
}

/** A screen that no file of the project knows. */
const tally = defineScreen<Tally, TallyView>({
  name: 'tally',
  opener: { action: 'tally', keys: ['T'], help: 'the tally', state: { count: 0 } },
  keys: [
    {
      title: 'On the tally',
      keys: [
        {
          action: 'add',
          keys: ['+'],
          help: 'add one',
          repeats: true,
          press: ({ state, become }, times) => become({ count: state.count + times }),
        },
        {
          action: 'halt',
          keys: ['p'],
          help: 'stop the run',
          press: ({ ui }) => ask(ui, { type: 'stop', cause: 'key' }),
        },
      ],
    },
  ],
  hints: [
    ['add', 'more'],
    ['back', 'leave'],
  ],
  select: (scene, _ui, state, place) => ({
    text: `tally of ${scene.run.phase}: ${state.count} in ${place.width}x${place.height}`,
    position: null,
    closing: null,
  }),
  Draw: ({ view }) => <Text>{view.text}</Text>,
});

const screens = [...SCREENS, tally];

describe('a screen that is put into the registry', () => {
  it('is drawn between header and bottom line, which shows its keys', async () => {
    const { terminal, press } = await openRig(fakeRun([aWorker(1)]), [80, 24], { screens });
    await press('T');
    expect(terminal.screen()[0]).toMatch(/^WINGMAN/);
    expect(terminal.screen()[4]).toBe('tally of 1a: 0 in 80x19');
    expect(terminal.screen()[23]).toBe('+ more  Esc leave');
  });

  it('has its own keys before those that hold everywhere, on it alone', async () => {
    const run = fakeRun([aWorker(1)]);
    const { terminal, press } = await openRig(run, [80, 24], { screens });
    await press('+', 'T', '+++', '+', 'p');
    expect(terminal.text()).toContain('tally of 1a: 4 ');
    expect(run.sent).toEqual([{ type: 'stop', cause: 'key' }]);
    await press('R');
    expect(terminal.screen()[23]).toBe('Only an escalated, failed or lacking worker can be retried.');
  });

  it('goes with Escape or its own key, and comes up instead of opening twice', async () => {
    const { terminal, press } = await openRig(fakeRun([aWorker(1)]), [80, 24], { screens });
    await press('T', 'escape');
    expect(terminal.text()).toContain('› 001');
    await press('T', 'T');
    expect(terminal.text()).toContain('› 001');
    await press('T', '?', 'T', '?', 'T', 'escape', 'escape');
    expect(terminal.text()).toContain('› 001');
  });

  it('has its keys in the help', async () => {
    const { terminal, press } = await openRig(fakeRun([aWorker(1)]), [80, 60], { screens });
    await press('?');
    expect(terminal.text()).toContain('  T           the tally');
    expect(terminal.text()).toContain('On the tally\n  +           add one\n  p           stop the run');
  });

  it('has the approval card on it', async () => {
    const run = fakeRun([aWorker(1)], { approvals: [anApproval('a1')] });
    const { terminal, press, pass } = await openRig(run, [80, 24], { screens });
    await press('T');
    await pass(300);
    expect(terminal.text()).toContain('tally of 1a: 0 in 80x13');
    expect(terminal.text()).toContain('$ docker compose down');
    await press('y');
    expect(run.sent).toEqual([{ type: 'approve', id: 'a1', hash: 'a1'.padEnd(64, 'a'), by: 'key' }]);
  });
});

describe('the registry', () => {
  it('has each name once', () => {
    const names = SCREENS.map((screen) => screen.name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('is the only file outside of the screens that knows one', () => {
    const knowing = sourceFiles()
      .filter(({ fileName }) => fileName.startsWith('src/ui/') && !fileName.startsWith('src/ui/screens/'))
      .filter(({ text }) => /from '[^']*screens\/(?!registry|screen\.)/.test(text));
    expect(knowing.map((file) => file.fileName)).toEqual([]);
  });
});
