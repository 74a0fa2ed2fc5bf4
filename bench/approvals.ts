/**
 * `node bench/approvals.ts`: what asks a person, measured on two corpora of commands that others have written: destructive
 * or sending ones, none of which may run unasked outside a sandbox, and harmless ones, of which few may ask. Prints both
 * shares, each set and kind by itself, and every command that came out wrong.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classify } from '../src/engine/approval/classify.ts';

interface Entry {
  /** `tuned`: known while the table was written; `seen-once`: measured before anything was changed for it. */
  readonly set: string;
  readonly kind: string;
  readonly command: string;
}

const CORPUS = join(import.meta.dirname, '..', 'test', 'corpus', 'approval');
const read = (name: string): readonly Entry[] =>
  JSON.parse(readFileSync(join(CORPUS, name), 'utf8')) as readonly Entry[];

/** Prints how many entries came out wrong, and which. */
function report(title: string, entries: readonly Entry[], isWrong: (decision: string) => boolean): void {
  const found = entries.map((entry) => ({ ...entry, ...classify(entry.command) }));
  const wrong = found.filter(({ decision }) => isWrong(decision));
  const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
  console.log(`${title}: ${wrong.length} of ${found.length} (${share(wrong.length, found.length)})`);
  for (const [kind, all] of Map.groupBy(found, (entry) => entry.kind)) {
    const part = all.filter(({ decision }) => isWrong(decision)).length;
    if (part > 0) console.log(`  ${kind.padEnd(24)}${part} of ${all.length}`);
  }
  for (const { command, reason } of wrong) console.log(`    ${JSON.stringify(command)}  (${reason})`);
}

const startedAt = performance.now();
const destructive = read('destructive.json');
const harmless = read('harmless.json');
report('destructive, yet allowed', destructive, (decision) => decision === 'allow');
report('harmless, yet asked about', harmless, (decision) => decision !== 'allow');
const each = (performance.now() - startedAt) / (destructive.length + harmless.length);
console.log(`${each.toFixed(2)} ms a command`);
