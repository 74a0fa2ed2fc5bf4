import { describe, expect, it } from 'vitest';
import { openScriptParser } from '../../../../../src/engine/producer/judge/syntax/script-parser.ts';
import type { ScriptFacts } from '../../../../../src/engine/producer/judge/syntax/script-facts.ts';
import { scriptFunctions } from '../../../../../src/engine/producer/judge/syntax/script-functions.ts';
import { openRunner } from '../../../../../src/engine/runner/runner.ts';
import { fakeClock } from '../../../../support/fake-clock.ts';
import { sharedParsers } from '../../../../support/parsers.ts';

const { script } = sharedParsers(null);

async function factsOf(path: string, after: string): Promise<ScriptFacts | undefined> {
  return (await script.factsOf({ kind: 'file', path, before: null, after }))?.after;
}

describe("Babel's program", () => {
  it('tells functions and comments from a text, before and after', async () => {
    const before = 'const old = () => 1;\n';
    const after = 'function f(a) {\n  // why\n  return a;\n}\nconst g = (b) => b;\nlist.map((c) => c);\n';
    const facts = await script.factsOf({ kind: 'file', path: 'a.js', before, after });
    const named = (text: string, part: ScriptFacts | null | undefined): readonly string[] | undefined =>
      scriptFunctions(text, part ?? null)?.map(({ header, code }) => `${header}|${code.trim()}`);
    expect(named(before, facts?.before)).toEqual(['const old = () =>|return 1']);
    expect(named(after, facts?.after)).toEqual(['function f(a)|return a;', 'const g = (b) =>|return b']);
    expect(facts?.after.comments).toEqual([[after.indexOf('//'), after.indexOf('//') + 6]]);
  });

  it.each([
    ['a.ts', 'const a: number = 1;', null],
    ['a.js', 'const a: number = 1;', 'Missing initializer'],
    ['a.tsx', 'const a = <b>c</b>;', null],
    ['a.d.ts', 'export function f(): void;', null],
    ['a.mjs', 'return 1;', "'return' outside of function"],
    ['a.cjs', 'return 1;', null],
    ['a.ts', '('.repeat(100_000), 'it nests too deeply'],
    // Some readers take it for the end of a line.
    ['a.js', 'const a = "\u2028\u2029";', null],
  ])('%s: %.40j', async (path, text, error) => {
    const found = (await factsOf(path, text))?.error;
    if (error === null) expect(found).toBeNull();
    else expect(found).toContain(error);
  });

  it('parses JSON with comments as an expression', async () => {
    const ask = async (after: string): Promise<string | null | undefined> =>
      (await script.factsOf({ kind: 'expression', path: 'tsconfig.json', before: null, after }))?.after.error;
    expect(await ask('{ "a": 1, /* b */ }')).toBeNull();
    expect(await ask('{ "a": 1, , }')).toContain('Unexpected token');
  });

  it('says nothing where it cannot be asked', async () => {
    const runner = openRunner();
    runner.close();
    const closed = openScriptParser(runner, fakeClock());
    expect(await closed.factsOf({ kind: 'file', path: 'a.js', before: null, after: '(' })).toBeNull();
  });
});
