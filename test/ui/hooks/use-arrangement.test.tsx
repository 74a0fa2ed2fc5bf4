import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Text } from 'ink';
import { expect, it } from 'vitest';
import type { Scene } from '../../../src/ui/scene.ts';
import type { ScreenView } from '../../../src/ui/screens/screen.ts';
import { defineScreen } from '../../../src/ui/screens/screen.ts';
import { aWorker, fakeRun } from '../../support/fake-run.ts';
import { openRig } from '../rig.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('keeps no scene that was drawn long ago', async () => {
  const scenes: WeakRef<Scene>[] = [];
  const witness = defineScreen<null, ScreenView>({
    name: 'witness',
    home: { when: () => true, state: null },
    keys: [],
    hints: [],
    select(scene) {
      scenes.push(new WeakRef(scene));
      return { position: null, closing: null };
    },
    Draw: () => <Text>witness</Text>,
  });
  const { pass } = await openRig(fakeRun([aWorker(1)]), [80, 24], { screens: [witness] });
  for (let second = 0; second < 10; second++) await pass(1000);
  expect(scenes.length).toBeGreaterThan(10);
  collectGarbage();
  // React holds the tree in sight and the one before it; nothing holds what is older.
  const kept = scenes.filter((scene) => scene.deref() !== undefined);
  expect(kept.length).toBeLessThanOrEqual(3);
});
