import { fit } from '../fit.ts';
import type { Line } from '../line.ts';
import { joinTones, span } from '../line.ts';
import { clockTime, roughTime } from './units.ts';
import type { WorkerRow } from './worker-row.ts';

export type ColumnKey =
  'id' | 'state' | 'name' | 'attempt' | 'provider' | 'elapsed' | 'idle' | 'checks' | 'last';

/** A column with the cells it takes, the blank after it not counted. */
export interface Column {
  readonly key: ColumnKey;
  readonly width: number;
}

interface ColumnSpec {
  readonly key: ColumnKey;
  readonly title: string;
  readonly width: number;
  readonly right?: true;
}

/** In the order in which they are drawn. `name` and `last` grow. */
const SPECS: readonly ColumnSpec[] = [
  { key: 'id', title: 'id', width: 3 },
  { key: 'name', title: 'name', width: 10 },
  { key: 'state', title: 'state', width: 17 },
  { key: 'attempt', title: 'att', width: 3, right: true },
  { key: 'provider', title: 'provider', width: 8 },
  { key: 'elapsed', title: 'time', width: 7, right: true },
  { key: 'idle', title: 'idle', width: 4, right: true },
  { key: 'checks', title: 'checks', width: 6, right: true },
  { key: 'last', title: 'last event', width: 8 },
];

/** The first ones are kept longest where the width gets short. */
const PRIORITY: readonly ColumnKey[] = [
  'id',
  'state',
  'name',
  'checks',
  'attempt',
  'elapsed',
  'idle',
  'last',
  'provider',
];

/** Cells before the first column: the selection and the mark. */
const GUTTER = 2;
const LONGEST_NAME = 36;

/** The columns that fit `width` cells, in the order in which they are drawn. */
export function columnsFor(width: number): readonly Column[] {
  const kept = new Set<ColumnKey>();
  let used = GUTTER;
  for (const key of PRIORITY) {
    const size = SPECS.find((spec) => spec.key === key)?.width ?? 0;
    if (kept.size > 0 && used + size + 1 > width) break;
    kept.add(key);
    used += size + 1;
  }
  let spare = Math.max(0, width - used + 1);
  const forName = kept.has('last') ? Math.min(Math.ceil(spare / 3), LONGEST_NAME - 10) : spare;
  spare -= forName;
  return SPECS.filter((spec) => kept.has(spec.key)).map(({ key, width: least }) => ({
    key,
    width: least + (key === 'name' ? forName : key === 'last' ? spare : 0),
  }));
}

const specOf = (key: ColumnKey): ColumnSpec | undefined => SPECS.find((spec) => spec.key === key);

/** The line of column titles. */
export function titlesLine(columns: readonly Column[]): Line {
  const cells = columns.map(({ key, width }) =>
    fit(specOf(key)?.title ?? '', width, specOf(key)?.right ? 'right' : 'left'),
  );
  return [span(`  ${cells.join(' ')}`, 'dim')];
}

function cellText(row: WorkerRow, key: ColumnKey, now: number): string {
  switch (key) {
    case 'id':
      return row.short;
    case 'name':
      return row.name;
    case 'state':
      return `${row.symbol} ${row.state}`;
    case 'attempt':
      return row.attempt;
    case 'provider':
      return row.provider;
    case 'elapsed':
      if (row.attempt === '') return '';
      return clockTime(row.doneMs + (row.runsSince === null ? 0 : now - row.runsSince));
    case 'idle':
      return row.progressAt === null ? '' : roughTime(now - row.progressAt);
    case 'checks':
      return row.checks;
    case 'last':
      return row.lastEvent;
  }
}

/** How a row stands among the others. */
export interface RowMarks {
  readonly selected: boolean;
  readonly marked: boolean;
}

/** A worker's row as it is drawn. */
export function rowLine(row: WorkerRow, columns: readonly Column[], now: number, marks: RowMarks): Line {
  const gutter = `${marks.selected ? '›' : ' '}${marks.marked ? '*' : ' '}`;
  const line = [span(gutter, 'strong')];
  columns.forEach(({ key, width }, index) => {
    const text = fit(cellText(row, key, now), width, specOf(key)?.right ? 'right' : 'left');
    const tone = key === 'state' ? row.tone : marks.selected ? 'strong' : key === 'last' ? 'dim' : 'plain';
    line.push(span(index === 0 ? text : ` ${text}`, tone));
  });
  return joinTones(line);
}

/** The part of `total` rows that `height` lines show with the selected one in it. */
export function visibleRange(total: number, selected: number, height: number): { from: number; to: number } {
  const from = Math.max(0, Math.min(selected - Math.floor(height / 2), total - height));
  return { from, to: Math.min(total, from + Math.max(0, height)) };
}
