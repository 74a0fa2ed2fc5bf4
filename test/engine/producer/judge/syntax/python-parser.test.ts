import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPythonParser } from '../../../../../src/engine/producer/judge/syntax/python-parser.ts';
import { fakeClock } from '../../../../support/fake-clock.ts';
import { testRunner } from '../../../../support/runner.ts';

const TOO_DEEP = 'the parser cannot hold so deep a nesting';

/** A program that is given as the interpreter and runs this for every line, which is in `$line`. */
function parserThat(answers: string, clock = fakeClock()) {
  const dir = mkdtempSync(join(tmpdir(), 'wingman-parser-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const program = join(dir, 'python');
  const say = `say() { echo "{\\"before\\":null,\\"after\\":{\\"error\\":\\"$1\\"}}"; }`;
  writeFileSync(program, `#!/bin/bash\n${say}\nwhile read -r line; do\n${answers}\ndone\n`);
  chmodSync(program, 0o755);
  const parser = openPythonParser(testRunner(), program, clock);
  return async (...texts: readonly string[]): Promise<readonly (string | null)[]> => {
    const files = texts.map((after) => ({ path: 'a.py', before: null, after }));
    return (await parser.factsOf(files)).map((facts) => facts?.after.error ?? null);
  };
}

describe("Python's parser", () => {
  it('is asked by one interpreter, question after question', async () => {
    const ask = parserThat('say $$');
    const [first, second] = await ask('a', 'b');
    expect(first).toMatch(/^\d+$/);
    expect(await ask('c')).toEqual([second]);
    expect(second).toBe(first);
  });

  it.each(['SEGV', 'ABRT'])(
    'goes on with the other files after one that it dies of by %s',
    async (signal) => {
      const ask = parserThat(`[[ $line == *deep* ]] && kill -${signal} $$; say parsed`);
      expect(await ask('deep', 'x', 'deep', 'y')).toEqual([TOO_DEEP, 'parsed', TOO_DEEP, 'parsed']);
    },
  );

  it('is not asked for the rest of an answer whose files all crash it', async () => {
    const ask = parserThat('kill -SEGV $$');
    const texts = Array.from({ length: 10 }, (_, n) => `deep ${n}`);
    expect(await ask(...texts)).toEqual([...Array.from({ length: 8 }, () => TOO_DEEP), null, null]);
  });

  it.each([
    ['ends in a way of its own', 'exit 1'],
    ['is killed', 'kill -KILL $$'],
    ['answers with something else', 'echo "Hello"'],
  ])('says nothing where the interpreter %s', async (_, answers) => {
    expect(await parserThat(answers)('x', 'y')).toEqual([null, null]);
  });

  it('says nothing where an answer takes too long, and answers the next question', async () => {
    const clock = fakeClock();
    const ask = parserThat('[[ $line == *hang* ]] && sleep 1007; say parsed', clock);
    const hung = ask('hang', 'x');
    clock.advance(30_000);
    expect(await hung).toEqual([null, null]);
    expect(await ask('x')).toEqual(['parsed']);
  });

  it('gets nothing of the environment of the engine', async () => {
    process.env['OPENAI_API_KEY'] = 'sk-test-of-the-engine';
    onTestFinished(() => void delete process.env['OPENAI_API_KEY']);
    expect(await parserThat('say "${OPENAI_API_KEY-none}"')('x')).toEqual(['none']);
  });
});
