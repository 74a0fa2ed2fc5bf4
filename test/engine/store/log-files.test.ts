import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLogFiles } from '../../../src/engine/store/log-files.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp.ts';

describe('the logs for people', () => {
  it('get pieces together, in their order, a moment after the first one', () => {
    const [clock, file] = [fakeClock(), join(tempFolder(), 'logs', 'WORKER_001.log')];
    const logs = openLogFiles(clock);
    logs.add(file, 'a');
    logs.add(file, 'b');
    expect(existsSync(file)).toBe(false);
    clock.advance(100);
    expect(readFileSync(file, 'utf8')).toBe('ab');
    logs.add(file, 'c');
    logs.close();
    expect(readFileSync(file, 'utf8')).toBe('abc');
  });

  it('stop nobody where they cannot be written', () => {
    const [clock, root] = [fakeClock(), tempFolder()];
    writeFileSync(join(root, 'logs'), 'a file where the folder should be');
    const logs = openLogFiles(clock);
    logs.add(join(root, 'logs', 'WORKER_001.log'), 'lost');
    logs.add(join(root, 'WORKER_002.log'), 'kept');
    logs.close();
    expect(readFileSync(join(root, 'WORKER_002.log'), 'utf8')).toBe('kept');
  });
});
