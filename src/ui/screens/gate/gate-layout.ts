/** How the gate's body is shared out below its title line. */
export interface GateLayout {
  /** Lines of the table of counts; 0 where it does not fit. */
  readonly table: number;
  readonly evidence: number;
  readonly rows: number;
}

const TABLE_LINES = 5;

/** Shares out `body` lines: the evidence gets what it needs up to three fifths, the workers the rest. */
export function gateLayoutFor(body: number, width: number, tableWidth: number, evidence: number): GateLayout {
  const table = body >= 18 && width >= tableWidth ? TABLE_LINES : 0;
  const room = Math.max(0, body - 1 - table);
  const given = Math.min(evidence, Math.max(Math.ceil(room * 0.6), room - 40));
  return { table, evidence: given, rows: room - given };
}
