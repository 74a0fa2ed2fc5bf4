import { forEachChild, parse, type SyntaxNode } from 'unbash';
import { programName, wordsOf } from '../shell/command-words.ts';
import type { Finding, Instruction } from '../domain/instruction.ts';
import { found } from './finding.ts';

const MEASURABLE = /\d|`[^`]+`|[<>≤≥=%]/;
const ITEM = /^\s*(?:[-*+•]|\d+[.)])\s+(?:\[[ xX]\]\s*)?/;

/** SUCCESS_CRITERIA of which none can be measured; one that can is enough. */
export function criteriaFindings({ file, sections }: Instruction): Finding[] {
  const section = sections.find(({ name }) => name === 'SUCCESS_CRITERIA');
  if (section === undefined) return [];
  // A block of commands below the list counts as well; a number that only says which one is meant does not.
  if (MEASURABLE.test(withoutOrdinals(section.text))) return [];
  const all = section.text.split('\n');
  const firstLine = section.endLine - all.length + 1;
  const lines = all
    .map((text, index) => ({ text, line: firstLine + index }))
    .filter(({ text }) => /\p{L}/u.test(text));
  const items = lines.filter(({ text }) => ITEM.test(text));
  const criteria = items.length > 0 ? items : lines;
  const [first] = criteria;
  if (first === undefined) return [];
  const message = `none of the ${criteria.length} success criteria holds a number, a command or a name in backticks`;
  return [found('vague-criteria', file, first.line, message)];
}

/** `WORKER_058`, `Workers 001, 002 and 004-006`, in backticks or not. */
const WORKERS =
  /`?\bworkers?[\s_#-]{0,3}\d+(?:(?:\s*(?:,|&|\/|[-–—…]|\band\b|\bto\b|\bthrough\b)\s*)+(?:worker[\s_#-]?)?\d{3,}\b)*`?/gi;
/** `Step 3`, `phases 1-2`: numbers that identify and do not measure. */
const STEPS =
  /\b(?:steps?|phases?|stages?|sections?|points?|criteri(?:on|a))[\s_#-]{0,2}\d+(?:\.\d+)*[a-z]?\b(?:\s*(?:[-–—,&]|\band\b|\bto\b)\s*\d+[a-z]?\b)*/gi;
/** The number that a line of a list or a heading begins with: `1.`, `- [ ] 2)`, `**3.**`, `(4)`, `SC-5:`, `### 2.1 `. */
const LIST_NUMBER =
  /^[ \t>]*(?:[-*+•]\s+)?(?:\[[ xX]\]\s*)?[*_(]*(?:[A-Za-z]{1,3}[-_ ]?)?\d+(?:\.\d+)*[.):\]]+(?=[\s*_])|^\s*#+\s*\d+(?:\.\d+)*\b/gm;

const withoutOrdinals = (text: string): string =>
  text.replace(LIST_NUMBER, '').replace(WORKERS, '').replace(STEPS, '');

/** Folders of users: a path below one is wrong on any other machine. */
const OF_A_MACHINE = /^(?:\/(?:Users|home|Volumes|mnt|media|root)\/|[A-Za-z]:[\\/])[\w.@-]/;
const IN_CODE = /(?:\/(?:Users|Volumes)(?:\/[\w.@-]+){2,}|\b[A-Z]:\\\\?Users\\[\w.@\\-]+)/;
/** Their arguments are paths inside a container or on another host. */
const ELSEWHERE = new Set(['docker', 'docker-compose', 'podman', 'kubectl', 'ssh', 'scp', 'rsync']);

/** Absolute paths of some machine in the checks; those among the deliverables are found where these are read. */
export function absolutePathFindings({ file, blocks }: Instruction): Finding[] {
  const findings = new Map<number, Finding>();
  for (const block of blocks)
    for (const statement of block.statements) {
      const path = absoluteIn(statement.text);
      if (path === null) continue;
      const offset =
        statement.text.slice(0, Math.max(0, statement.text.indexOf(path))).split('\n').length - 1;
      const line = statement.line + offset;
      const message = `\`${path}\` is an absolute path of one machine; checks run in a worktree of the repo`;
      const fix = statement.text.trim() === `cd ${path}` ? entersRoot(path) : undefined;
      if (!findings.has(line)) findings.set(line, found('absolute-path', file, line, message, fix));
    }
  return [...findings.values()];
}

const entersRoot = (path: string): string =>
  `leave the \`cd\` out where it means the repo root, or set \`rewrites: { "cd ${path}": "cd ." }\` in wingman.yaml`;

function absoluteIn(text: string): string | null {
  let path: string | null = null;
  const visit = (node: SyntaxNode): void => {
    if (path !== null) return;
    if (node.type === 'Command') {
      const words = wordsOf(node);
      if (ELSEWHERE.has(programName(words[0] ?? ''))) return;
      const values = words.map((word) => (word ?? '').replace(/^-[\w-]+=|^[A-Z_]+=/, ''));
      path = values.find((value) => OF_A_MACHINE.test(value) && !/\s/.test(value)) ?? null;
      path ??= IN_CODE.exec(values.join('\n'))?.[0] ?? null;
    }
    if (node.type === 'Redirect' && OF_A_MACHINE.test(node.target?.value ?? ''))
      path = node.target?.value ?? null;
    forEachChild(node, visit);
  };
  try {
    visit(parse(text));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return path;
}

/** Patterns that match nothing but keys. */
const SECRETS: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\b/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}\b/],
  ['an OpenAI or Anthropic key', /\bsk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{32,}\b/],
  ['a Slack token', /\bxox[abposr]-[A-Za-z0-9-]{20,}\b/],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}\b/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,}\b/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a PyPI token', /\bpypi-[A-Za-z0-9_-]{50,}\b/],
  ['a Hugging Face token', /\bhf_[A-Za-z]{34}\b/],
  ['a SendGrid key', /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/],
];
/** Example keys of documentation, and placeholders. */
const PLACEHOLDER = /EXAMPLE|example|x{6,}|X{6,}|your|YOUR|(.)\1{7,}|1234567890|abcdef123/;

/** Every key contains one of these: a file without any of them is not searched line by line. */
const HINT = /PRIVATE KEY|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|sk-|xox|AIza|k_live_|npm_|pypi-|hf_|SG\./;

/** Keys in the file. The message shows only how each begins. */
export function secretFindings({ file, source }: Instruction): Finding[] {
  if (!HINT.test(source)) return [];
  return source.split('\n').flatMap((text, index) =>
    SECRETS.flatMap(([what, shape]) => {
      const [key] = shape.exec(text) ?? [];
      if (key === undefined || PLACEHOLDER.test(key)) return [];
      return [found('secret', file, index + 1, `${what} stands in the file (${key.slice(0, 8)}…)`)];
    }),
  );
}
