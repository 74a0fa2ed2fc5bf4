import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/engine/lint/rules.ts';

const ENGINE = resolve(import.meta.dirname, '../../../src/engine');

/** The rule names that the sources below these folders give to findings. */
function namesIn(...folders: string[]): Set<string> {
  const names = new Set<string>();
  for (const folder of folders)
    for (const file of readdirSync(join(ENGINE, folder))) {
      const text = readFileSync(join(ENGINE, folder, file), 'utf8');
      const calls =
        /(?:\brule: |\b(?:found|fault|warn|error|complain|finding)\(\s*(?:named,\s*)?)'([a-z]+(?:-[a-z]+)*)'/g;
      for (const [, name = ''] of text.matchAll(calls)) names.add(name);
    }
  return names;
}

describe('the list of rules', () => {
  it('holds every rule that a finding can have', () => {
    const used = namesIn('instructions', 'plan', 'lint');
    expect(used.size).toBeGreaterThan(30);
    expect([...used].filter((name) => !Object.hasOwn(RULES, name))).toEqual([]);
  });

  it('holds no rule that nothing uses, and says of each why it is there and what to do', () => {
    const byTable = ['missing-tool', 'missing-module', 'service-down'];
    const used = new Set([...namesIn('instructions', 'plan', 'lint'), ...byTable]);
    expect(Object.keys(RULES).filter((name) => !used.has(name))).toEqual([]);
    for (const { why, fix } of Object.values(RULES)) {
      expect(why.length).toBeGreaterThan(20);
      expect(fix.length).toBeGreaterThan(10);
    }
  });
});
