import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hashFile } from '../../../src/engine/evidence/hash-file.ts';
import { tempFolder } from '../../support/temp.ts';

describe('the hash of a file', () => {
  it.each([0, 1, 1024 * 1024, 3 * 1024 * 1024 + 7])('of %i bytes is that of all of them', (length) => {
    const file = join(tempFolder(), 'a.log');
    const bytes = randomBytes(length);
    writeFileSync(file, bytes);
    expect(hashFile(file)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('is computed piece by piece, whatever the length', () => {
    const file = join(tempFolder(), 'a.log');
    writeFileSync(file, '');
    const length = 256 * 1024 * 1024;
    truncateSync(file, length);
    const code = pathToFileURL(join(import.meta.dirname, '../../../src/engine/evidence/hash-file.ts')).href;
    // In a process of its own, since the most that a process ever held is what is measured.
    const script = `
      import { hashFile } from ${JSON.stringify(code)};
      const before = process.resourceUsage().maxRSS;
      const hash = hashFile(${JSON.stringify(file)});
      console.log(JSON.stringify({ hash, grown: process.resourceUsage().maxRSS - before }));`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const { hash, grown } = JSON.parse(run.stdout) as { hash: string; grown: number };
    expect(hash).toBe('a6d72ac7690f53be6ae46ba88506bd97302a093f7108472bd9efc3cefda06484');
    // Kilobytes.
    expect(grown * 1024).toBeLessThan(length / 2);
  });

  it('is null where there is no regular file', () => {
    const folder = tempFolder();
    expect(hashFile(join(folder, 'missing'))).toBeNull();
    expect(hashFile(folder)).toBeNull();
    const pipe = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    expect(hashFile(pipe)).toBeNull();
  });
});
