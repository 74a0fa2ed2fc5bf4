/** One entry of a tree object. */
export interface TreeEntry {
  /** In octal, as Git writes it: `100644`, `40000`. */
  readonly mode: string;
  readonly id: string;
  /** Its bytes, one a character: a name need not be UTF-8. */
  readonly name: string;
}

/** A text's UTF-8 bytes, one a character, as names of entries are. */
export const entryName = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

export const isTree = ({ mode }: TreeEntry): boolean => mode === '40000';
const isSubmodule = ({ mode }: TreeEntry): boolean => mode === '160000';

/**
 * The entries of a tree object: `<mode> <name>\0<id>`, one behind the other (gitformat-pack, "object types").
 * @param idBytes the length of an id: 20 for SHA-1, 32 for SHA-256
 */
export function readTree(bytes: Buffer, idBytes: number): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const nameEnd = bytes.indexOf(0, at);
    if (nameEnd < 0) break;
    // Old programs wrote `040000`.
    const [mode = '', ...name] = bytes.toString('latin1', at, nameEnd).split(' ');
    at = nameEnd + 1 + idBytes;
    entries.push({
      mode: mode.replace(/^0+/, ''),
      name: name.join(' '),
      id: bytes.toString('hex', nameEnd + 1, at),
    });
  }
  return entries;
}

/** A tree as `git mktree` reads it, each name quoted. */
export function treeLines(entries: readonly TreeEntry[]): string {
  return entries
    .map((entry) => `${entry.mode} ${typeOf(entry)} ${entry.id}\t${quote(entry.name)}\n`)
    .join('');
}

const typeOf = (entry: TreeEntry): string =>
  isTree(entry) ? 'tree' : isSubmodule(entry) ? 'commit' : 'blob';

/** As C quotes a string: whatever is not plain ASCII as an octal number. */
const quote = (name: string): string =>
  `"${name.replace(/[^ !#-[\]-~]/g, (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;
