/** One thing that was looked at: `bad` keeps a phase from running, a `note` is worth knowing. */
export interface Diagnosis {
  readonly what: string;
  readonly level: 'ok' | 'note' | 'bad';
  readonly detail: string;
}

const diagnosis =
  (level: Diagnosis['level']) =>
  (what: string, detail: string): Diagnosis => ({ what, level, detail });

/** Nothing is missing. */
export const good = diagnosis('ok');
/** Worth knowing; nothing fails for it. */
export const note = diagnosis('note');
/** Keeps a phase from running. */
export const bad = diagnosis('bad');
