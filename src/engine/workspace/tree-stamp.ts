import { createHash } from 'node:crypto';
import { lstatSync, opendirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../domain/clock.ts';

/** A larger tree is for Git to look at: it does so in a process of its own. */
const MAX_ENTRIES = 1_000;
/**
 * File systems tell times apart by steps: of 10 ms at most on Linux, of 2 s on the oldest ones. What was changed so
 * shortly before it is looked at may change again without a sign.
 */
const STEP_MS = 2_500;
/** Of files that were changed so shortly before, the content counts too, up to so many bytes together. */
const MAX_RECENT_BYTES = 1024 * 1024;

/** What a tree was like at a moment. */
export interface TreeStamp {
  readonly text: string;
  /** Epoch ms: what was changed from then on is compared by its content. */
  readonly recentFrom: number;
}

/** A tree as it is now, to be compared with later; null where it cannot be told. */
export function takeStamp(root: string, kept: ReadonlySet<string>): TreeStamp | null {
  const recentFrom = systemClock.now() - STEP_MS;
  const text = describeTree(root, kept, recentFrom);
  return text === null ? null : { text, recentFrom };
}

/** Whether a tree is as it was when the stamp was taken. */
export const isAsStamped = (root: string, kept: ReadonlySet<string>, stamp: TreeStamp): boolean =>
  describeTree(root, kept, stamp.recentFrom) === stamp.text;

/**
 * What tells a folder that nothing has touched from one that something has: the name, kind, size, number and times of
 * everything in it, `.git` left out. The time of the last change (ctime) is the file system's own: no program sets it.
 * @param kept paths below `root` that are not looked into
 */
function describeTree(root: string, kept: ReadonlySet<string>, recentFrom: number): string | null {
  const hash = createHash('sha256');
  let entries = 0;
  let recentBytes = 0;
  const look = (folder: string): boolean => {
    // Read bit by bit: a check may have left a million files.
    const entriesOf = opendirSync(join(root, folder));
    try {
      for (let entry = entriesOf.readSync(); entry !== null; entry = entriesOf.readSync()) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (path !== '.git' && !add(path)) return false;
      }
      return true;
    } finally {
      entriesOf.closeSync();
    }
  };
  const add = (path: string): boolean => {
    entries += 1;
    if (entries > MAX_ENTRIES) return false;
    const facts = lstatSync(join(root, path));
    hash.update(`${path}\0${facts.ino} ${facts.mode} ${facts.size} ${facts.mtimeMs} ${facts.ctimeMs}\0`);
    if (facts.isDirectory()) return kept.has(path) || look(path);
    if (facts.ctimeMs < recentFrom) return true;
    recentBytes += facts.size;
    return recentBytes <= MAX_RECENT_BYTES && addContent(join(root, path), facts);
  };
  const addContent = (file: string, facts: Stats): boolean => {
    if (facts.isFile()) hash.update(readFileSync(file));
    else if (facts.isSymbolicLink()) hash.update(readlinkSync(file));
    else return false;
    return true;
  };
  try {
    return look('') ? hash.digest('hex') : null;
  } catch {
    // What goes while it is looked at, or cannot be read, is for Git to tell of.
    return null;
  }
}
