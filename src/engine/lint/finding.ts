import type { Finding } from '../domain/instruction.ts';
import type { RuleName } from '../domain/rule-name.ts';
import { RULES } from './rules.ts';

/** A finding of a rule at a line, with the rule's own level and, unless another fits better, its own fix. */
export const found = (
  rule: RuleName,
  file: string,
  line: number,
  message: string,
  fix?: string,
): Finding => ({
  rule,
  level: RULES[rule].level,
  file,
  line,
  message,
  fix: fix ?? RULES[rule].fix,
});
