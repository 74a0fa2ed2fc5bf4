import { describe, expect, it, onTestFinished } from 'vitest';
import { openRunner } from '../../../src/engine/runner/runner.ts';
import { runEnvironment, setUpCommand } from '../../../src/engine/environment/run-environment.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { errorOf } from '../../support/rig.ts';
import { tempFolder } from '../../support/temp.ts';

const SECRET = 'correct-horse-battery';

/** What a setup that fails says. */
async function failureOf(command: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const root = tempFolder();
  const runner = openRunner();
  onTestFinished(() => runner.close());
  const clock = fakeClock();
  const setUp = setUpCommand({
    run: 'r',
    command,
    environmentOf: runEnvironment({
      runDir: root,
      repo: root,
      settings: {},
      secrets: [SECRET],
      environment: { PATH: process.env['PATH'], ...environment },
    }),
    limitMs: 60_000,
    clock,
    runner,
    signal: new AbortController().signal,
  });
  if (setUp === null) throw new Error('there is a command');
  const message = errorOf(await setUp(root));
  expect(clock.pending()).toBe(0);
  return message;
}

describe('a setup that fails', () => {
  it('names its command and the end of what it printed', async () => {
    const message = await failureOf(
      'head -c 3000000 /dev/zero | tr "\\0" x; echo "no such package" >&2; exit 3',
    );
    expect(message).toMatch(/^setup failed \(exit, status 3\): head -c 3000000/);
    expect(message.endsWith('xno such package')).toBe(true);
    expect(message.length).toBeLessThan(2_200);
  });

  it('quotes no secret, neither of its output nor of its command', async () => {
    const message = await failureOf(
      `printf 'key correct-horse'; printf -- '-battery used\\n'; : ${SECRET}; exit 1`,
    );
    expect(message).toContain('key [redacted] used');
    expect(message).not.toContain(SECRET);
  });

  it('quotes no end of a secret whose beginning is out of its reach', async () => {
    const command = `printf '${SECRET.slice(0, 7)}''${SECRET.slice(7)}%0.s' {1..2000}; exit 1`;
    expect((await failureOf(command)).split('\n').at(-1)).toBe('[redacted]'.repeat(200));
  });

  it('says why it could not even be started', async () => {
    expect(await failureOf('true', { LARGE: 'x'.repeat(200_000) })).toMatch(
      /^setup failed \(not-started, status none\): true\n.*E2BIG/,
    );
  });
});
