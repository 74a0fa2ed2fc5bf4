import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { err, ok, type Result } from '../../src/engine/domain/result.ts';
import { builtProduct, ROOT, type Product } from './product.ts';
import { cloneAt } from './scratch-repo.ts';

const LIMIT_MS = 5 * 60_000;

/** Checks out a commit of this repo into `dir` and builds it there with the modules that are installed here. */
export async function buildOldProduct(ref: string, dir: string): Promise<Result<Product, string>> {
  const found = await execa('git', ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], {
    cwd: ROOT,
    reject: false,
    timeout: LIMIT_MS,
  });
  if (found.exitCode !== 0) return err(`--old: ${ref} is no commit of ${ROOT}`);
  await cloneAt(ROOT, found.stdout, dir);
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const built = await execa(process.execPath, [compiler, '-p', 'tsconfig.json'], {
    cwd: dir,
    reject: false,
    all: true,
    timeout: LIMIT_MS,
  });
  if (built.exitCode !== 0)
    return err(`--old: ${ref} does not build with this checkout's modules:\n${built.all}`);
  return ok(builtProduct(`old ${found.stdout.slice(0, 7)}`, dir));
}
