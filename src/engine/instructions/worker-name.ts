/** `WORKER_007` for 7: the one spelling of a worker's id. */
export const workerId = (number: number): string => `WORKER_${String(number).padStart(3, '0')}`;

/** What a worker file's name says, or null where it is not `WORKER_NNN_Name.md`. */
export function parseWorkerName(
  fileName: string,
): { readonly id: string; readonly number: number; readonly name: string } | null {
  const match = /^WORKER_(\d{1,6})(?:_([^/\\\x00-\x1f\x7f-\x9f]+))?\.md$/.exec(fileName);
  if (match?.[1] === undefined) return null;
  const number = Number(match[1]);
  return { id: workerId(number), number, name: match[2] ?? workerId(number) };
}
