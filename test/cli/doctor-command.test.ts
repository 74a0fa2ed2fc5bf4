import { afterEach, describe, expect, it } from 'vitest';
import { openRig, type Rig } from './rig.ts';
import { diagnoses } from './shapes.ts';

let rig: Rig;
afterEach(() => rig.close());

describe('doctor', () => {
  it('finds everything there, and shows no key', async () => {
    rig = await openRig([{ path: 'a.txt', content: 'a\n', checks: ['test -s a.txt'] }]);
    const { status, out } = await rig.wingman('doctor', '--json');
    const found = diagnoses.parse(JSON.parse(out));
    expect(found.filter(({ level }) => level === 'bad')).toEqual([]);
    expect(status).toBe(0);
    expect(found.find(({ what }) => what === 'openai')).toMatchObject({ level: 'ok' });
    expect(out).not.toContain('sk-rig');
    expect(out).toContain('Wingman <wingman@localhost>');
  });

  it('ends with status 1 when the provider of the phase does not answer', async () => {
    rig = await openRig([{ path: 'a.txt', content: 'a\n', checks: ['test -s a.txt'] }]);
    await rig.model.close();
    const { status, out } = await rig.wingman('doctor');
    expect(status).toBe(1);
    expect(out).toMatch(/^BAD {3}openai: /m);
  });
});
