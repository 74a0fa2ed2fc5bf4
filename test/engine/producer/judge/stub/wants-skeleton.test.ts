import { describe, expect, it } from 'vitest';
import { wantsSkeleton } from '../../../../../src/engine/producer/judge/stub/wants-skeleton.ts';

const asked = (text: string, name = 'DELIVERABLES', title = 'Worker 007: Scanner'): boolean =>
  wantsSkeleton({ title, sections: [{ name, text }] });

describe('an instruction', () => {
  it.each([
    'Class skeleton only, no logic yet',
    'Method signatures only',
    '- [ ] `src/a.py`: only the interface definition',
    '**Scope:** Method structure only - placeholder implementation for now',
    'No method implementations; those come with WORKER_012',
    'Do not implement the methods.',
    'Bodies raise NotImplementedError',
    'method stubs that throw "not implemented"',
    'Leave the bodies empty',
    'returns required keys (placeholder values OK)',
  ])('asks for a skeleton: %s', (text) => {
    expect(asked(text)).toBe(true);
  });

  it.each([
    'Implement `scan()` and `report()` completely',
    'Depends on the class skeleton of WORKER_019',
    'No stubs, no placeholders, full implementation only',
    'Replace the placeholder implementation with real scoring',
    'Detects placeholder text (TBD, TODO)',
    'Section parsing only - no scoring logic',
    'No implementation details in the docstrings',
    'Never leave methods that raise NotImplementedError',
    'Score calculation only - no LLM interaction',
  ])('asks for work: %s', (text) => {
    expect(asked(text)).toBe(false);
  });

  it('says so in its title', () => {
    expect(asked('- `a.py`', 'DELIVERABLES', 'Worker 019: Code Scanner - Class Skeleton')).toBe(true);
    expect(asked('- `a.py`', 'DELIVERABLES', 'Worker 020: Fill in the class skeleton of 019')).toBe(false);
  });

  it('is not read where it talks of other things', () => {
    expect(asked('Class skeleton only', 'RETROSPECTIVE')).toBe(false);
    expect(asked('Class skeleton only', 'BOUNDARIES')).toBe(true);
  });
});
