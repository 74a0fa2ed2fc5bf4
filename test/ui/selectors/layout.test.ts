import { describe, expect, it } from 'vitest';
import { dashboardLayoutFor } from '../../../src/ui/screens/dashboard/dashboard-layout.ts';
import { gateLayoutFor } from '../../../src/ui/screens/gate/gate-layout.ts';
import { CARD_FRAME, SMALLEST, layoutFor } from '../../../src/ui/selectors/layout.ts';
import { clockTime, dollars, percent, roughTime, shortId } from '../../../src/ui/selectors/units.ts';

describe('layoutFor', () => {
  it('shares out exactly the height, with and without a card, from the smallest terminal on', () => {
    for (let height = SMALLEST.rows; height < 120; height++) {
      for (const command of [null, 1, 3, 200]) {
        const layout = layoutFor(height, command);
        const card = command === null ? 0 : CARD_FRAME + layout.command;
        const name = `${height} lines, command of ${command}`;
        expect(layout.header + layout.body + card + layout.footer, name).toBe(height);
        expect(layout.header, name).toBeGreaterThan(0);
        expect(layout.body, name).toBeGreaterThanOrEqual(0);
        if (command !== null) expect(layout.command, name).toBeGreaterThan(0);
      }
    }
  });

  it('gives a short command all its lines and a long one half the screen', () => {
    expect(layoutFor(24, 3).command).toBe(3);
    expect(layoutFor(24, 200).command).toBe(12);
  });
});

describe('dashboardLayoutFor', () => {
  it('gives the log a third, unless a card needs the room', () => {
    expect(dashboardLayoutFor(19, false)).toEqual({ table: 13, log: 6 });
    expect(dashboardLayoutFor(90, false)).toEqual({ table: 76, log: 14 });
    expect(dashboardLayoutFor(7, false)).toEqual({ table: 7, log: 0 });
    expect(dashboardLayoutFor(19, true)).toEqual({ table: 19, log: 0 });
  });
});

describe('gateLayoutFor', () => {
  it('shares out the body and leaves the table out where it does not fit', () => {
    for (let body = 1; body < 100; body++) {
      const { table, evidence, rows } = gateLayoutFor(body, 80, 74, 30);
      expect(1 + table + evidence + rows).toBe(body);
    }
    expect(gateLayoutFor(19, 80, 74, 5).table).toBe(5);
    expect(gateLayoutFor(19, 60, 74, 5).table).toBe(0);
  });
});

describe('units', () => {
  it('shows times', () => {
    expect([0, 42_000, 724_999, 3_753_000].map(clockTime)).toEqual(['0:00', '0:42', '12:04', '1:02:33']);
    expect([0, 99_000, 180_000, 7_200_000, 900_000_000].map(roughTime)).toEqual([
      '0s',
      '99s',
      '3m',
      '2h',
      '10d',
    ]);
    expect(clockTime(-5)).toBe('0:00');
  });

  it('rounds a rate down, so that 95 % is never shown for less', () => {
    expect([1, 0.95, 0.9499, 0.5, 1 / 3].map(percent)).toEqual(['100%', '95%', '94.9%', '50%', '33.3%']);
  });

  it('shows ids and money', () => {
    expect(shortId('WORKER_007')).toBe('007');
    expect(shortId('other')).toBe('other');
    expect([null, 0, 1.005].map(dollars)).toEqual(['—', '$0.00', '$1.00']);
  });
});
