/** The stages of a phase, in their order. */
export type StageName = 'build' | 'test' | 'deploy' | 'review';

/** The state of a stage. */
export type StageState =
  | { readonly type: 'pending' }
  | { readonly type: 'running'; readonly since: number; readonly command: string | null }
  | { readonly type: 'passed'; readonly detail: string }
  | { readonly type: 'failed'; readonly detail: string };
