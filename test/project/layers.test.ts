import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoRoot } from '../support/source-files.ts';

/** A tree with the project's own configuration, and nothing in it but what a test plants. */
let tree: string;
beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'wingman-layers-'));
  for (const file of ['dependency-cruiser.config.mjs', 'tsconfig.json', 'package.json'])
    await cp(join(repoRoot, file), join(tree, file));
  await symlink(join(repoRoot, 'node_modules'), join(tree, 'node_modules'));
});
afterEach(() => rm(tree, { recursive: true, force: true }));

async function plant(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, name)), { recursive: true });
    await writeFile(join(tree, name), text);
  }
}

/** The names of the rules that are broken; empty where the check passes. */
async function broken(root = tree): Promise<readonly string[]> {
  const cruiser = join(repoRoot, 'node_modules', '.bin', 'depcruise');
  const args = ['--config', 'dependency-cruiser.config.mjs', '--output-type', 'json', 'src'];
  const run = await execa(process.execPath, [cruiser, ...args], {
    cwd: root,
    reject: false,
    timeout: 50_000,
  });
  const { summary } = JSON.parse(run.stdout) as {
    readonly summary: { readonly violations: readonly { readonly rule: { readonly name: string } }[] };
  };
  return summary.violations.map(({ rule }) => rule.name);
}

const TARGETS = {
  'src/engine/run/engine.ts': 'export interface Engine { readonly id: string }\nexport const start = 1;\n',
  'src/engine/store/journal.ts': 'export interface Journal { readonly id: string }\n',
  'src/ui/app.ts': 'export const app = 1;\n',
};

describe('the layers', () => {
  it('hold in every source', async () => {
    expect(await broken(repoRoot)).toEqual([]);
  });

  it.each([
    ['a value', `import { start } from '../run/engine.ts';\nexport const a = start;\n`],
    ['a type', `import type { Engine } from '../run/engine.ts';\nexport type A = Engine;\n`],
    ['a type in an expression', `export type A = import('../run/engine.ts').Engine;\n`],
    ['a re-export', `export type { Engine } from '../run/engine.ts';\n`],
    ['a late import', `export const a = () => import('../run/engine.ts');\n`],
  ])('are broken by an upward import of %s', async (_, text) => {
    await plant({ ...TARGETS, 'src/engine/domain/a.ts': text });
    expect(await broken()).toEqual(['domain-imports-upwards']);
  });

  it.each([
    ['src/engine/run/a.ts', `import type { app } from '../../ui/app.ts';\nexport type A = typeof app;\n`],
    ['src/ui/a.ts', `import type { Journal } from '../engine/store/journal.ts';\nexport type A = Journal;\n`],
    [
      'src/simulator/a.ts',
      `import type { Journal } from '../engine/store/journal.ts';\nexport type A = Journal;\n`,
    ],
    [
      'src/engine/elsewhere/a.ts',
      `import type { Journal } from '../store/journal.ts';\nexport type A = Journal;\n`,
    ],
    ['src/engine/run/a.ts', `import { Box } from 'ink';\nexport const A = Box;\n`],
    ['src/engine/run/a.ts', `import { gone } from './gone.ts';\nexport const a = gone;\n`],
  ])('are broken in %s by: %s', async (name, text) => {
    await plant({ ...TARGETS, [name]: text });
    expect(await broken()).toHaveLength(1);
  });

  it('let a room use those before it', async () => {
    await plant({
      ...TARGETS,
      'src/engine/gate/a.ts': `import type { Journal } from '../store/journal.ts';\nexport type A = Journal;\n`,
    });
    expect(await broken()).toEqual([]);
  });
});
