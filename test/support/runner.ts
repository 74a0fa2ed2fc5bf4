import { onTestFinished } from 'vitest';
import { openRunner, type Runner } from '../../src/engine/runner/runner.ts';
import type { Repo } from '../../src/engine/workspace/git.ts';
import { openRepo } from '../../src/engine/workspace/runner-git.ts';

/** A runner that ends with the test. */
export function testRunner(): Runner {
  const runner = openRunner();
  onTestFinished(() => runner.close());
  return runner;
}

/** Git in a folder, with its objects, as a run has it. */
export function testGit(dir: string, identity: readonly string[] = []): Repo {
  return openRepo(testRunner(), dir, identity);
}
