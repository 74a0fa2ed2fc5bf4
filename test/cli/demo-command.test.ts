import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import { openRig, type Rig } from './rig.ts';
import { serveModel } from '../support/model-server.ts';

let rig: Rig;
afterEach(() => rig.close());

describe('demo', () => {
  it(
    'shows retries to a scripted reviewer, asks no real provider, and leaves nothing behind',
    { timeout: 120_000 },
    async () => {
      rig = await openRig([]);
      const real = await serveModel((_call, response) => response.writeHead(500).end());
      const temp = join(rig.repo, 'temp');
      await mkdir(temp);
      try {
        const main = join(import.meta.dirname, '../../src/cli/main.ts');
        const { stdout } = await execa(process.execPath, [main, 'demo', '--fast', '--workers', '001-002'], {
          env: {
            TMPDIR: temp,
            OPENAI_API_KEY: 'sk-real-key-of-a-user',
            OPENAI_BASE_URL: `${real.url}/v1`,
            OLLAMA_HOST: real.url,
          },
          reject: false,
          stdin: 'ignore',
        });
        expect(stdout).toContain('a scripted reviewer answers');
        expect(stdout).toMatch(/WORKER_002 attempt 1: failed: a guide instead of code/);
        expect(stdout).toMatch(/WORKER_002 attempt 2: accepted/);
        expect(stdout).toMatch(/the scripted reviewer (approve|reject)s the phase/);
        expect(real.calls).toEqual([]);
        const [, scratch = ''] = /scratch repository (\S+)\/repo/.exec(stdout) ?? [];
        expect(scratch).toContain(temp);
        expect(existsSync(scratch)).toBe(false);
      } finally {
        await real.close();
        await rm(temp, { recursive: true, force: true });
      }
    },
  );
});
