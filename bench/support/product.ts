import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A Wingman that can be started and measured. */
export interface Product {
  readonly name: string;
  /** The folder of its checkout, without symbolic links: as its processes see themselves. */
  readonly root: string;
  /** What Node is given before Wingman's own arguments. */
  readonly nodeArguments: readonly string[];
}

/** The checkout that this benchmark belongs to. */
export const ROOT = realpathSync(resolve(import.meta.dirname, '../..'));

/** What a user starts: the launcher, on what the compiler made. */
export function builtProduct(name: string, root: string, nodeFlags: readonly string[] = []): Product {
  const real = realpathSync(root);
  return { name, root: real, nodeArguments: [...nodeFlags, join(real, 'bin', 'wingman')] };
}

/** The sources as they are. Node strips their types, which costs time and memory that no user pays. */
export function sourceProduct(name: string, nodeFlags: readonly string[] = []): Product {
  return { name, root: ROOT, nodeArguments: [...nodeFlags, join(ROOT, 'src', 'cli', 'main.ts')] };
}
