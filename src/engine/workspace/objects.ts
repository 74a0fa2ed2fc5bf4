/**
 * Takes the output of `git cat-file --batch` apart: `<name> <type> <size>`, the bytes, a line end, object by object.
 * Null stands for one that is missing, or that is no file.
 */
export function readObjects(output: Buffer, count: number): readonly (Buffer | null)[] {
  const objects: (Buffer | null)[] = [];
  let at = 0;
  while (objects.length < count) {
    const lineEnd = output.indexOf(0x0a, at);
    if (lineEnd < 0)
      throw new Error(`git cat-file --batch ended after ${objects.length} of ${count} objects`);
    const header = / (\w+) (\d+)$/.exec(output.toString('utf8', at, lineEnd));
    at = lineEnd + 1;
    if (header === null) {
      objects.push(null);
      continue;
    }
    const end = at + Number(header[2]);
    objects.push(header[1] === 'blob' ? output.subarray(at, end) : null);
    at = end + 1;
  }
  return objects;
}
