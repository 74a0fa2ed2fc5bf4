import type { RunState } from '../../engine/domain/state.ts';
import type { Line, Span } from '../line.ts';
import { span } from '../line.ts';
import { safeText } from '../safe-text.ts';
import { shortCommit } from './units.ts';

/** Whether no engine will do anything more for this run. */
export function hasEnded(run: RunState): boolean {
  return run.status.type === 'merged' || run.status.type === 'rejected' || run.status.type === 'stopped';
}

/** The run's status in one word with its mark. */
export function statusSpan(run: RunState): Span {
  switch (run.status.type) {
    case 'created':
      return span('· created', 'dim');
    case 'running':
      return span('● running', 'busy');
    case 'reviewing':
      return span('? review', 'warn');
    case 'stopped':
      return span('■ stopped', 'warn');
    case 'merged':
      return span('✓ merged', 'good');
    case 'rejected':
      return span('✗ rejected', 'bad');
  }
}

/** How the run ended and what a person can do now; null while it goes on. */
export function outcomeLine(run: RunState): Line | null {
  switch (run.status.type) {
    case 'created':
    case 'running':
    case 'reviewing':
      return null;
    case 'stopped':
      return [span(`Stopped (${run.status.cause}). Go on with: wingman resume ${safeText(run.run)}`, 'warn')];
    case 'merged':
      return [
        span(
          run.merge === null
            ? 'Merged.'
            : `Merged ${shortCommit(run.merge.commit)} into ${safeText(run.merge.into)}, tag ${safeText(run.merge.tag)}.`,
          'good',
        ),
      ];
    case 'rejected':
      return [
        span(`Rejected: ${safeText(run.status.why)}. The branch ${safeText(run.branch)} is kept.`, 'bad'),
      ];
  }
}
