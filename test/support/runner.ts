import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/engine/domain/clock.ts';
import { openRunner, type Runner } from '../../src/engine/runner/runner.ts';
import type { Repo } from '../../src/engine/workspace/repo.ts';
import { openRepo } from '../../src/engine/workspace/runner-git.ts';
import { tempFolder } from './temp.ts';

/** A runner that ends with the test. */
export function testRunner(): Runner {
  const runner = openRunner();
  onTestFinished(() => runner.close());
  return runner;
}

/** Git in a folder, with its objects, as a run has it. */
export function testGit(dir: string, identity: readonly string[] = []): Repo {
  const repo = openRepo({
    ...{ runner: testRunner(), clock: systemClock, dir, identity },
    scratch: join(tempFolder('wingman-commits-'), 'commits'),
  });
  onTestFinished(() => repo.close());
  return repo;
}
