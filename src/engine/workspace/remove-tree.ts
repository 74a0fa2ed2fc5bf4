import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes a folder with all that is in it, also folders that a check has made read-only. False where something stays:
 * that is litter, and no reason to stop a run.
 */
export async function removeTree(root: string): Promise<boolean> {
  if (await isRemoved(root)) return true;
  await openFolders(root);
  return isRemoved(root);
}

const isRemoved = (root: string): Promise<boolean> =>
  rm(root, { recursive: true, force: true }).then(
    () => true,
    () => false,
  );

/** Gives the owner every right to the folders below; links are not followed. */
async function openFolders(folder: string): Promise<void> {
  try {
    await chmod(folder, 0o700);
    for (const entry of await readdir(folder, { withFileTypes: true }))
      if (entry.isDirectory()) await openFolders(join(folder, entry.name));
  } catch {
    // Gone meanwhile, or somebody else's: removing it will tell.
  }
}
