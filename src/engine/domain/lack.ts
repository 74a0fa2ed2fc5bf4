/** A missing dependency and the worker's checks that need it. It is never the worker's fault. */
export interface Lack extends MissingDependency {
  /** `Statement.index` of the worker's checks that need it. */
  readonly checks: readonly number[];
}

/** Something that checks need and the environment does not have. */
export interface MissingDependency {
  readonly kind: 'program' | 'module' | 'service' | 'folder';
  /** `requests`, `docker`, `localhost:5432` */
  readonly name: string;
  /** What is missing and where it was looked for, in words. */
  readonly detail: string;
  /** What a person has to do: `pip install requests`. */
  readonly fix: string;
}

/** A missing dependency and all checks of the run that need it. */
export interface SharedLack extends MissingDependency {
  readonly uses: readonly { readonly worker: string; readonly check: number }[];
}
