/** The part of a unified diff that is about one file, with hunk headers that fit their hunks. */
export interface FileDiff {
  /** null where the diff has no header: the path must come from elsewhere. */
  readonly path: string | null;
  readonly kind: 'change' | 'create' | 'delete';
  /** The hunks, from `@@` on, as a patch that a library can read. */
  readonly hunks: string;
}

const HEADER = /^(?:---|\+\+\+) +(.+?)(?:\t.*)?$/;

/** Whether a text is a unified diff at all: hunks, and lines that are added or removed. */
export function isUnifiedDiff(text: string): boolean {
  const first = text.search(/^@@/m);
  return first !== -1 && /^[+-]/m.test(text.slice(first));
}

/**
 * The files of a unified diff. Models miscount the lines of a hunk and leave numbers out, so the headers are written
 * anew from what the hunk holds.
 */
export function readUnifiedDiff(text: string): FileDiff[] {
  const files: FileDiff[] = [];
  let from: string | null = null;
  let to: string | null = null;
  let hunks: string[] = [];
  let body: string[] | null = null;
  let oldStart = 1;
  const endHunk = (): void => {
    if (body !== null && body.length > 0) hunks.push(hunk(oldStart, body));
    body = null;
  };
  const endFile = (): void => {
    endHunk();
    if (hunks.length > 0) files.push(fileDiff(from, to, hunks));
    hunks = [];
    from = null;
    to = null;
  };
  const lines = text.replace(/\n$/, '').split('\n');
  for (const [index, line] of lines.entries()) {
    const isHeader = line.startsWith('--- ') && (lines[index + 1] ?? '').startsWith('+++ ');
    if (isHeader || line.startsWith('diff --git ')) {
      endFile();
      if (isHeader) from = HEADER.exec(line)?.[1] ?? null;
    } else if (body === null && line.startsWith('+++ ')) {
      to = HEADER.exec(line)?.[1] ?? null;
    } else if (line.startsWith('@@')) {
      endHunk();
      oldStart = Number(/^@@ -(\d+)/.exec(line)?.[1] ?? 1);
      body = [];
    } else if (body !== null && !line.startsWith('\\')) {
      body.push(/^[ +-]/.test(line) ? line : ` ${line}`);
    }
  }
  endFile();
  return files;
}

function fileDiff(from: string | null, to: string | null, hunks: readonly string[]): FileDiff {
  const name = (path: string | null): string | null =>
    path === null || path === '/dev/null' ? null : path.replace(/^"(.*)"$/, '$1').replace(/^[ab]\//, '');
  const kind = from === '/dev/null' ? 'create' : to === '/dev/null' ? 'delete' : 'change';
  return { path: name(to) ?? name(from), kind, hunks: `${hunks.join('\n')}\n` };
}

function hunk(oldStart: number, body: string[]): string {
  while (body.at(-1)?.trim() === '' && body.length > 1) body.pop();
  const added = body.filter((line) => line.startsWith('+')).length;
  const removed = body.filter((line) => line.startsWith('-')).length;
  const kept = body.length - added - removed;
  const old = kept + removed;
  const start = old === 0 ? Math.max(oldStart, 0) : Math.max(oldStart, 1);
  return [`@@ -${start},${old} +${start},${kept + added} @@`, ...body].join('\n');
}
