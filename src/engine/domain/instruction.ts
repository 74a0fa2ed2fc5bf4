import type { RuleName } from './rule-name.ts';
import type { ProviderName } from './provider-name.ts';

/** A parsed worker file: plain data, as everything else reads it. Lines count from 1 in the file. */
export interface Instruction {
  /** `WORKER_001` */
  readonly id: string;
  readonly number: number;
  /** What the file name says after the number: `Semantic_Class_Skeleton`. */
  readonly name: string;
  /** The first heading's text, or the name where there is none. */
  readonly title: string;
  /** Absolute path of the file. */
  readonly file: string;
  /** The file's text with LF line ends. */
  readonly source: string;
  /** sha256 of the file's bytes, hex. */
  readonly hash: string;
  readonly sections: readonly Section[];
  readonly deliverables: readonly Deliverable[];
  readonly boundaries: Boundaries;
  readonly dependencies: readonly Dependency[];
  readonly blocks: readonly ShellBlock[];
  /** The provider that TASK_CLASSIFICATION asks for; `DEFAULT_PROVIDER` where it says nothing. */
  readonly route: ProviderName;
}

export interface Section {
  /** The canonical name: `DELIVERABLES`, `TEST_PROCESS`, … or the heading's own text in capitals for an extra one. */
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  /** The Markdown below the heading. */
  readonly text: string;
}

export interface Deliverable {
  /** Repo-relative, normalised, `/` between the parts; a trailing `/` marks a folder. */
  readonly path: string;
  readonly from: 'list' | 'label' | 'prose' | 'boundaries';
  /** 0 to 1: how sure the parser is that the worker must create or change this file. */
  readonly confidence: number;
  readonly line: number;
}

export interface Boundaries {
  /** Paths (or folders, trailing `/`) that BOUNDARIES says CAN be modified or created. */
  readonly can: readonly string[];
  /** Paths that BOUNDARIES says CANNOT be modified; wins over everything. */
  readonly cannot: readonly string[];
  /** The section's text, for the prompt. */
  readonly text: string;
}

export interface Dependency {
  /** `WORKER_004` */
  readonly worker: string;
  readonly line: number;
  /** Set for workers inside a range: the text names only its two ends, so there may be no such file. */
  readonly implied?: true;
  /** Set where the header names the worker and DEPENDENCIES names none: it may belong to another phase. */
  readonly fromHeader?: true;
}

/** A fenced shell block of TEST_PROCESS: run in one shell, judged statement by statement. */
export interface ShellBlock {
  /** The block's text, unchanged but for its line ends (LF). */
  readonly text: string;
  /** The line of the block's first line of text. */
  readonly line: number;
  readonly statements: readonly Statement[];
}

/** One check: a statement of a shell block. */
export interface Statement {
  /** Unique in the worker, from 0, over all blocks: how events and evidence name the check. */
  readonly index: number;
  /** Exactly the block's text from this statement's start to the next one's, without trailing blanks and comments. */
  readonly text: string;
  /** Offsets into the block's text, half open. Here-document bodies are inside. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** The comment above it, if any: `Test 1: File exists`. */
  readonly label: string | null;
}

/** What is wrong with a worker file, in the words of a compiler: where, what, and what to write instead. */
export interface Finding {
  readonly rule: RuleName;
  readonly level: 'error' | 'warning';
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly fix: string;
}
