/** A file as the answer leaves it, beside what it was; null where there was none. */
export interface JudgedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}
