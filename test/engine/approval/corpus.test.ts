import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/engine/approval/classify.ts';

interface Entry {
  readonly kind: string;
  readonly command: string;
}

const read = (name: string): readonly Entry[] =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', 'corpus', 'approval', name), 'utf8'),
  ) as readonly Entry[];

/**
 * What runs unasked though its author would have asked. Each is known: it is bounded by the limits of a check or stays in
 * a temporary folder, shows the project's own history, runs a file of the project, or waits for a rule.
 */
const KNOWN = new Set(
  JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', 'corpus', 'approval', 'allowed.json'), 'utf8'),
  ) as readonly string[],
);

describe('commands that others have written', () => {
  it('ask where they destroy, send or reach out, but for the known ones', () => {
    const entries = read('destructive.json');
    expect(entries.length).toBeGreaterThan(600);
    const allowed = entries
      .map(({ command }) => command)
      .filter((command) => classify(command).decision === 'allow');
    expect(allowed.filter((command) => !KNOWN.has(command))).toEqual([]);
    // A rule that has come to cover one takes it off the list.
    expect([...KNOWN].filter((command) => !allowed.includes(command))).toEqual([]);
  });

  it('run unasked where they are harmless, nineteen of twenty', () => {
    const entries = read('harmless.json');
    expect(entries.length).toBeGreaterThan(500);
    const asking = entries.filter(({ command }) => classify(command).decision !== 'allow');
    expect(asking.length / entries.length).toBeLessThan(0.055);
  });
});
