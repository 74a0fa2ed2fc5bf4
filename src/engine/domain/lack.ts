/** Something that the environment lacks and checks need. Never the worker's fault. */
export interface Lack extends MissingDependency {
  /** `Statement.index` of the worker's checks that need it. */
  readonly checks: readonly number[];
}

/** What it is that is lacking, whoever needs it. */
export interface MissingDependency {
  readonly kind: 'program' | 'module' | 'service' | 'folder';
  /** `requests`, `docker`, `localhost:5432` */
  readonly name: string;
  /** What is missing and where it was looked for, in words. */
  readonly detail: string;
  /** What a person has to do: `pip install requests`. */
  readonly fix: string;
}

/** One thing that is lacking, and everybody who waits for it. */
export interface SharedLack extends MissingDependency {
  readonly uses: readonly { readonly worker: string; readonly check: number }[];
}
