/** The name of every rule that a finding can have. */
const RULE_NAMES = [
  'low-score',
  'missing-section',
  'empty-section',
  'repeated-section',
  'no-deliverables',
  'no-deliverable-file',
  'forbidden-deliverable',
  'ambiguous-path',
  'escaping-path',
  'absolute-path',
  'no-test-process',
  'no-shell-block',
  'no-check',
  'no-failing-check',
  'block-syntax',
  'unclosed-block',
  'cannot-fail',
  'unrelated-checks',
  'repeated-cd',
  'vague-criteria',
  'missing-folder',
  'missing-tool',
  'missing-module',
  'service-down',
  'destructive',
  'serial-phase',
  'secret',
  'cycle',
  'unknown-dependency',
  'dependency-outside-run',
  'range-gap',
  'reversed-range',
  'range-too-long',
  'duplicate-worker',
  'bad-name',
  'empty-file',
  'file-too-large',
  'not-text',
  'too-deep',
  'unreadable-file',
  'unreadable-folder',
  'no-workers',
  'phase-config',
  'selection',
] as const;

/** What a finding is about, in kebab-case; `lint/rules.ts` says of each why it is there and what to do. */
export type RuleName = (typeof RULE_NAMES)[number];

const known: ReadonlySet<string> = new Set(RULE_NAMES);

/** Whether there is a rule of that name. */
export const isRuleName = (name: string): name is RuleName => known.has(name);
