import { afterEach, describe, expect, it } from 'vitest';
import { cleanup, render } from 'ink-testing-library';
import { Lines } from '../../../src/ui/components/line-view.tsx';
import { WorkerRowView } from '../../../src/ui/components/worker-row.tsx';
import { span } from '../../../src/ui/line.ts';
import { columnsFor } from '../../../src/ui/selectors/columns.ts';
import { workerRow } from '../../../src/ui/selectors/worker-row.ts';
import { START, aWorker, anAttempt, running } from '../../support/fake-run.ts';

afterEach(cleanup);

describe('WorkerRowView', () => {
  const row = workerRow(
    aWorker(7, { status: running('answer'), startedAt: START, attempts: [anAttempt(3)] }),
  );
  const columns = columnsFor(90);

  it('draws one line', () => {
    const { lastFrame } = render(
      <WorkerRowView row={row} columns={columns} now={START + 5000} selected marked={false} />,
    );
    expect(lastFrame()).toMatch(/^› 007 Part 7 +● running answer +3 openai +0:05 +5s +—\/4 *$/);
  });

  it('is not drawn anew while nothing of it changes', () => {
    const view = () => (
      <WorkerRowView row={row} columns={columns} now={START} selected={false} marked={false} />
    );
    const { rerender, lastFrame } = render(view());
    const before = lastFrame();
    rerender(view());
    expect(lastFrame()).toBe(before);
  });
});

describe('Lines', () => {
  it('takes its height, empty lines included, and nothing beyond it', () => {
    const lines = [[span('a')], [], [span('c')], [span('d')]];
    expect(render(<Lines lines={lines} height={3} />).lastFrame()).toBe('a\n\nc');
  });
});
