import { execa } from 'execa';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { PROVIDER_NAMES } from '../../src/engine/domain/provider-name.ts';
import { parseSource, repoRoot, sourceFiles, visitAll } from '../support/source-files.ts';

/** Where a provider may be named in code. Folders end in `/`. */
const MAY_NAME: ReadonlyMap<string, string> = new Map([
  ['src/engine/domain/provider-name.ts', 'it is the list of names'],
  ['src/engine/provider/registry.ts', 'it is the list of descriptors'],
  ...PROVIDER_NAMES.map((name) => [`src/engine/provider/${name}/`, 'its own folder'] as const),
  ['src/simulator/', 'speaks the languages of real servers'],
  ['src/cli/simulate-command.ts', 'starts the simulator'],
  ['src/cli/demo-command.ts', 'leads a run to the simulator'],
  ['src/cli/init-files.ts', 'the worker file of the example asks for one'],
  ['src/engine/settings/settings.ts', 'the description of a key that only one provider has'],
  ['src/engine/environment/virtual-env.ts', 'variables of many vendors that no child gets'],
  ['src/engine/workspace/git-settings.ts', 'variables of many vendors that Git does not get'],
  ['src/engine/approval/programs/services.ts', 'a program of that name, which checks ask for its models'],
  ['src/engine/lint/text-rules.ts', 'the shape of a key that was written into a worker file'],
]);

const mayName = (file: string): boolean =>
  [...MAY_NAME.keys()].some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));

/** Whether code of a source names a provider: in a word, a text or a pattern, not in a comment. */
function namesProvider(file: ts.SourceFile): boolean {
  const name = new RegExp(PROVIDER_NAMES.join('|'), 'i');
  let isFound = false;
  visitAll(file, (node) => {
    const isCode =
      ts.isIdentifier(node) ||
      ts.isLiteralExpression(node) ||
      ts.isTemplateLiteralToken(node) ||
      ts.isJsxText(node);
    isFound ||= isCode && name.test(node.text);
  });
  return isFound;
}

describe('a provider', () => {
  it('is named in its folder and the lists alone, so that another one touches nothing else', () => {
    const naming = sourceFiles().filter(namesProvider);
    expect(naming.length).toBeGreaterThan(PROVIDER_NAMES.length);
    expect(naming.map(({ fileName }) => fileName).filter((name) => !mayName(name))).toEqual([]);
  });

  it.each(["const a = 'ollama';", 'const b = /OPENAI_/;', 'const c = `${d} Ollama`;', 'useOpenAI();'])(
    'is found in: %s',
    (text) => expect(namesProvider(parseSource('a.ts', text))).toBe(true),
  );

  it('is not found in a comment', () => {
    expect(namesProvider(parseSource('a.ts', '/** As Ollama does. */ const a = 1;'))).toBe(false);
  });
});

/** Prints the modules that a program has loaded, packages and sources alike. */
const TRACE = `
import { registerHooks } from 'node:module';
import { writeSync } from 'node:fs';
const loaded = [];
registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
process.on('exit', () => writeSync(2, JSON.stringify(loaded)));
`;

/** What running a file, or a text after `--eval`, has loaded. */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const trace = `data:text/javascript,${encodeURIComponent(TRACE)}`;
  const run = await execa(process.execPath, ['--import', trace, ...args], {
    cwd: repoRoot,
    stdin: 'ignore',
  });
  return JSON.parse(run.stderr) as readonly string[];
}

/** The packages of providers and their tables among what was loaded. */
function packagesIn(loaded: readonly string[]): readonly string[] {
  const names = loaded.flatMap(
    (url) => /\/node_modules\/(openai|ollama|@pydantic\/genai-prices|gpt-tokenizer)\//.exec(url)?.[1] ?? [],
  );
  return [...new Set(names)].sort();
}

const evaluate = (text: string): Promise<readonly string[]> =>
  loadedBy('--input-type=module', '--eval', text);

describe('what only some runs need', () => {
  it('is not loaded to print the help', async () => {
    const loaded = await loadedBy('src/cli/main.ts', '--help');
    // The trace sees sources and packages.
    expect(loaded.some((url) => url.endsWith('/src/cli/drive.ts'))).toBe(true);
    expect(loaded.some((url) => url.includes('/node_modules/zod/'))).toBe(true);
    expect(packagesIn(loaded)).toEqual([]);
  });

  const open = `
    import { settingsSchema } from './src/engine/settings/settings.ts';
    import { providers } from './src/engine/provider/registry.ts';
    const config = settingsSchema.parse({});
    const { value } = providers.configured({ OPENAI_API_KEY: 'local-1' }, config);
  `;

  it('is loaded for the provider that is opened alone', async () => {
    expect(packagesIn(await evaluate(open))).toEqual([]);
    expect(packagesIn(await evaluate(`${open} await value.get('openai').open();`))).toEqual(['openai']);
    expect(packagesIn(await evaluate(`${open} await value.get('ollama').open();`))).toEqual(['ollama']);
  });

  it('is loaded where prices are listed, and never by the engine itself', async () => {
    const asked = `
      import { openModelTables } from './src/engine/provider/model-tables.ts';
      import { costUsd } from './src/engine/provider/prices.ts';
      import { openRunner } from './src/engine/runner/runner.ts';
      import { systemClock } from './src/engine/domain/clock.ts';
      const runner = openRunner();
      const { listedCost } = openModelTables(runner, systemClock);
      const usage = { inputTokens: 1, outputTokens: 1 };
      const cost = await costUsd('openai', 'gpt-4o', usage, { overrides: {}, listed: listedCost });
      if (!(cost > 0)) throw new Error('expected a price');
      runner.close();
    `;
    expect(packagesIn(await evaluate(asked))).not.toContain('@pydantic/genai-prices');
    const listed = `
      import { listedCost } from './src/engine/provider/listed-cost.ts';
      listedCost('openai', 'gpt-4o', { inputTokens: null, outputTokens: 1 });
    `;
    expect(packagesIn(await evaluate(listed))).toEqual([]);
    const priced = `${listed} listedCost('openai', 'gpt-4o', { inputTokens: 1, outputTokens: 1 });`;
    expect(packagesIn(await evaluate(priced))).toEqual(['@pydantic/genai-prices']);
  });
});
