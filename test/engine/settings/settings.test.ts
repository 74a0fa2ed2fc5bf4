import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings, parseDuration } from '../../../src/engine/settings/settings.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';

const NO_DURATION = 'write a duration such as 20m, 90s or 1h';

describe('a duration', () => {
  it.each([
    ['20m', 1_200_000],
    ['90s', 90_000],
    ['1h', 3_600_000],
    ['500ms', 500],
    ['90', 90_000],
    ['1.5h', 5_400_000],
    [' 5m ', 300_000],
    ['0', 0],
  ])('%j is %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '-5m', '5 apples', '1d', 'm', '1..2', '1e3', '9'.repeat(120)])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('settings', () => {
  const load = (yaml: string): ReturnType<typeof loadSettings> => {
    const folder = tempFolder();
    writeFiles(folder, { 'wingman.yaml': yaml });
    return loadSettings(join(folder, 'wingman.yaml'), {});
  };

  it('take a number as seconds and a text by its unit', async () => {
    const settings = await load('timeout: 90\nstall: 500ms\n');
    expect(settings).toMatchObject({ ok: true, value: { timeout: 90_000, stall: 500 } });
  });

  it.each(['-5', '0', '-5m', 'soon', '""'])('refuse the duration %s', async (written) => {
    const settings = await load(`timeout: ${written}\n`);
    expect(!settings.ok && settings.error).toContain(`wingman.yaml: timeout: ${NO_DURATION}`);
  });
});
