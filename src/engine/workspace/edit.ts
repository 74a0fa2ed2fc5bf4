/** What an answer wants done to one file; the path is as the answer means it, and not yet judged. */
export type Edit =
  | {
      readonly kind: 'write';
      readonly path: string;
      /** LF line ends. */
      readonly content: string;
      readonly source: PathSource;
    }
  | { readonly kind: 'replace'; readonly path: string; readonly hunks: readonly Hunk[] }
  | {
      readonly kind: 'patch';
      readonly path: string;
      /** Hunks of a unified diff, without file headers. */
      readonly patch: string;
    };

/** Where the path of a whole file was taken from, the surest first. */
export type PathSource = 'info' | 'line-before' | 'first-comment' | 'only-deliverable' | 'whole-answer';

/** One SEARCH/REPLACE block: whole lines, joined with LF, without the last line's end. */
export interface Hunk {
  readonly search: string;
  readonly replace: string;
}
