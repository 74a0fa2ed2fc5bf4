import { afterEach, describe, expect, it } from 'vitest';
import { cleanup, render } from 'ink-testing-library';
import { TextBlock } from '../../../src/ui/components/text-block.tsx';
import type { Line } from '../../../src/ui/line.ts';
import { span } from '../../../src/ui/line.ts';

afterEach(cleanup);

const block = (lines: readonly Line[], width: number, height: number) => (
  <TextBlock view={{ lines, width, height }} />
);

describe('TextBlock', () => {
  it('takes its height, empty lines included, and nothing beyond it', () => {
    const lines = [[span('a')], [], [span('c')], [span('d')]];
    expect(render(block(lines, 10, 3)).lastFrame()).toBe('a\n\nc');
    expect(render(block([[span('a')]], 10, 3)).lastFrame()).toBe('a\n\n');
    expect(render(block(lines, 10, 0)).lastFrame()).toBe('');
  });

  it('cuts what is longer than its width', () => {
    expect(render(block([[span('日本語'), span('!')]], 5, 1)).lastFrame()).toContain('日本…');
  });

  it('follows its text and its size', () => {
    const { rerender, lastFrame } = render(block([[span('a')]], 10, 1));
    rerender(block([[span('b')]], 10, 1));
    expect(lastFrame()).toBe('b');
    rerender(block([[span('b')], [span('c')]], 10, 2));
    expect(lastFrame()).toBe('b\nc');
    rerender(block([[span('long')]], 3, 1));
    expect(lastFrame()).toBe('lo…');
  });
});
