/** How the dashboard's lines are shared out. */
export interface DashboardLayout {
  readonly table: number;
  /** With its title line; 0 where there is no room. */
  readonly log: number;
}

const LONGEST_LOG = 14;

/** Shares out `height` lines: a third of them at most for the log, none where a card needs the room. */
export function dashboardLayoutFor(height: number, crowded: boolean): DashboardLayout {
  const log = !crowded && height >= 8 ? Math.min(LONGEST_LOG, Math.floor(height / 3)) : 0;
  return { table: height - log, log };
}
