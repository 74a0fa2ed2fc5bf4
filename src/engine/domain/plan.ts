/** What must be accepted before a worker may start, and why. Made once a run from the instructions; plain data. */
export interface Plan {
  /** Worker ids, smallest number first. */
  readonly order: readonly string[];
  readonly workers: ReadonlyMap<string, PlannedWorker>;
  /** The longest chain of workers that must follow each other. */
  readonly criticalPath: readonly string[];
}

export interface PlannedWorker {
  readonly id: string;
  /** Direct predecessors, each once. */
  readonly after: readonly Edge[];
  /** Direct successors: the workers to reconsider when this one changes. */
  readonly before: readonly string[];
}

export interface Edge {
  readonly worker: string;
  readonly because: { readonly kind: 'dependency' } | { readonly kind: 'lock'; readonly path: string };
}
