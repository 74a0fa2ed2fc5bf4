/** A path in the answer that was not written, and why. */
export interface Refusal {
  readonly path: string;
  readonly why:
    'escapes' | 'undeclared' | 'forbidden' | 'symlink' | 'git' | 'ignored' | 'unchanged' | 'not-a-path';
}
