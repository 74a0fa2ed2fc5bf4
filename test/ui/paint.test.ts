import { describe, expect, it } from 'vitest';
import { span } from '../../src/ui/line.ts';
import { painter } from '../../src/ui/paint.ts';
import { themeFor } from '../../src/ui/theme.ts';

const ALL = { colours: true, styles: true };

describe('painter', () => {
  it('gives each tone its look, and leaves out what shows nothing', () => {
    const paint = painter(ALL, 40);
    expect(
      paint([span('a'), span(' b', 'good'), span('', 'warn'), span('!', 'bad'), span('  ', 'dim')]),
    ).toBe('a\u001b[32m b\u001b[39m\u001b[1m\u001b[31m!\u001b[39m\u001b[22m');
    expect(paint([span('   ', 'strong')])).toBe('');
    expect(paint([])).toBe('');
  });

  it('keeps bold and dim without colours, and nothing on a terminal that takes plain text', () => {
    const line = [span('a', 'bad'), span('b', 'dim')];
    expect(painter({ colours: false, styles: true }, 9)(line)).toBe(
      '\u001b[1ma\u001b[22m\u001b[2mb\u001b[22m',
    );
    expect(painter({ colours: false, styles: false }, 9)(line)).toBe('ab');
  });

  it('cuts a line that is too long', () => {
    expect(painter({ colours: false, styles: false }, 4)([span('ab'), span('cdef')])).toBe('abc…');
  });
});

describe('themeFor', () => {
  const deep = { getColorDepth: (env?: Record<string, string>) => (env?.['NO_COLOR'] === undefined ? 4 : 1) };

  it('asks the terminal, which knows nothing of NO_COLOR', () => {
    expect(themeFor({}, deep)).toEqual(ALL);
    expect(themeFor({ NO_COLOR: '1' }, deep)).toEqual({ colours: false, styles: true });
    expect(themeFor({ NO_COLOR: '' }, deep)).toEqual(ALL);
    expect(themeFor({}, { getColorDepth: () => 1 })).toEqual({ colours: false, styles: false });
    expect(themeFor({}, {})).toEqual(ALL);
  });
});
