import type { Lack } from './lack.ts';
import { unreachable } from './result.ts';

/**
 * Why an attempt did not lead to accepted work. The list is closed: mitigation, the screen and the report all
 * switch over it, so a new reason cannot be forgotten in one of them.
 */
export type Failure =
  | { readonly reason: 'empty' }
  | { readonly reason: 'guide'; readonly excerpt: string }
  | { readonly reason: 'stub'; readonly path: string; readonly excerpt: string }
  | { readonly reason: 'elided'; readonly path: string; readonly excerpt: string }
  | { readonly reason: 'cut-off'; readonly detail: string }
  | { readonly reason: 'broken'; readonly path: string; readonly detail: string }
  | { readonly reason: 'wrong-language'; readonly path: string; readonly detail: string }
  | { readonly reason: 'wrong-file'; readonly paths: readonly string[] }
  | { readonly reason: 'escaping-path'; readonly paths: readonly string[] }
  | { readonly reason: 'edit-mismatch'; readonly path: string; readonly detail: string }
  | { readonly reason: 'no-change' }
  /** Deliverables that are not there after the answer was written. */
  | { readonly reason: 'missing-file'; readonly paths: readonly string[] }
  | { readonly reason: 'ignored'; readonly paths: readonly string[] }
  | { readonly reason: 'conflict'; readonly paths: readonly string[] }
  | { readonly reason: 'check-red'; readonly checks: readonly FailedCheck[] }
  | { readonly reason: 'regression'; readonly checks: readonly FailedCheck[] }
  | { readonly reason: 'unproven' }
  | { readonly reason: 'environment'; readonly lacks: readonly Lack[] }
  | { readonly reason: 'not-approved'; readonly command: string; readonly how: 'denied' | 'timeout' }
  | { readonly reason: 'taken-over' }
  | { readonly reason: 'provider'; readonly kind: ProviderFault; readonly detail: string }
  | { readonly reason: 'timeout'; readonly limitMs: number }
  | { readonly reason: 'stall'; readonly limitMs: number; readonly missing: string }
  | { readonly reason: 'workspace'; readonly detail: string }
  | { readonly reason: 'internal'; readonly detail: string };

export type FailureReason = Failure['reason'];

/** Why a provider did not serve a request; the engine treats each kind differently. */
export type ProviderFault =
  'auth' | 'rate-limit' | 'overloaded' | 'disconnected' | 'bad-request' | 'unreachable';

/** A check that was not green, with the end of what it printed (the whole output is in the logs). */
export interface FailedCheck {
  readonly worker: string;
  readonly command: string;
  /** The line of the worker file that the statement starts on, from 1. */
  readonly line: number;
  readonly status: string;
  readonly outputTail: string;
}

const list = (items: readonly string[]): string => items.join(', ');
const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';

/** One line for a row of the screen or of the report. May hold text of a model or a test: escape before drawing. */
export function describeFailure(failure: Failure): string {
  switch (failure.reason) {
    case 'empty':
      return 'empty answer';
    case 'guide':
      return `a guide instead of code: ${firstLine(failure.excerpt)}`;
    case 'stub':
      return `stub in ${failure.path}: ${firstLine(failure.excerpt)}`;
    case 'elided':
      return `code left out in ${failure.path}: ${firstLine(failure.excerpt)}`;
    case 'cut-off':
      return `answer cut off: ${failure.detail}`;
    case 'broken':
      return `${failure.path} does not parse: ${firstLine(failure.detail)}`;
    case 'wrong-language':
      return `wrong language in ${failure.path}: ${failure.detail}`;
    case 'wrong-file':
      return `wrote only undeclared files: ${list(failure.paths)}`;
    case 'escaping-path':
      return `path refused: ${list(failure.paths)}`;
    case 'edit-mismatch':
      return `edit does not fit ${failure.path}: ${failure.detail}`;
    case 'no-change':
      return 'the answer changes nothing';
    case 'missing-file':
      return `not delivered: ${list(failure.paths)}`;
    case 'ignored':
      return `the repo's ignore rules keep it out of the commit: ${list(failure.paths)}`;
    case 'conflict':
      return `changed meanwhile by another worker: ${list(failure.paths)}`;
    case 'check-red':
      return `${failure.checks.length} red: ${firstLine(failure.checks[0]?.command ?? '')}`;
    case 'regression':
      return `broke ${list([...new Set(failure.checks.map((check) => check.worker))])}: ${firstLine(failure.checks[0]?.command ?? '')}`;
    case 'unproven':
      return 'no check was red before the work';
    case 'environment':
      return failure.lacks.map((lack) => `${lack.detail} (${lack.fix})`).join('; ');
    case 'not-approved':
      return failure.how === 'timeout' ? `no answer to: ${failure.command}` : `denied: ${failure.command}`;
    case 'taken-over':
      return 'taken over by a person';
    case 'provider':
      return `provider ${failure.kind}: ${firstLine(failure.detail)}`;
    case 'timeout':
      return `over the time limit of ${Math.round(failure.limitMs / 1000)} s`;
    case 'stall':
      return `no ${failure.missing} for ${Math.round(failure.limitMs / 1000)} s`;
    case 'workspace':
      return `workspace: ${firstLine(failure.detail)}`;
    case 'internal':
      return `internal error: ${firstLine(failure.detail)}`;
    default:
      return unreachable(failure);
  }
}
