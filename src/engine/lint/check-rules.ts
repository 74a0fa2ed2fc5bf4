import { judgeStatements } from '../shell/can-fail.ts';
import { classifyAll } from '../approval/classify.ts';
import type { Finding, Instruction, Statement } from '../domain/instruction.ts';
import { folderChanges } from '../environment/folders.ts';
import { found } from './finding.ts';
import { isRelated } from './related-check.ts';

/** What the text of TEST_PROCESS alone shows about its checks. */
export function checkFindings(instruction: Instruction): Finding[] {
  const { file, blocks } = instruction;
  const findings: Finding[] = [];
  const checks: Statement[] = [];
  for (const block of blocks) {
    const texts = block.statements.map(({ text }) => text);
    const judgements = judgeStatements(texts);
    const approvals = classifyAll(texts);
    for (const [index, statement] of block.statements.entries()) {
      const judged = judgements[index];
      if (judged?.kind === 'check') checks.push(statement);
      if (judged?.kind === 'cannot-fail')
        findings.push(
          found('cannot-fail', file, statement.line, `${quote(statement.text)} cannot fail: ${judged.why}`),
        );
      const approval = approvals[index];
      if (approval === undefined || approval.decision === 'allow') continue;
      const what = approval.decision === 'deny' ? 'is never run' : 'will ask a person';
      findings.push(
        found('destructive', file, statement.line, `${quote(statement.text)} ${what}: ${approval.reason}`),
      );
    }
    for (const { target, path, line, since } of folderChanges(block))
      if (since !== null) {
        const message = `\`cd ${target}\` again: the block is in ${target} since line ${since}, so that this one looks for ${path}; without such a folder it fails, whatever the worker wrote, and what follows in the same command is not run`;
        findings.push(found('repeated-cd', file, line, message));
      }
  }
  const all = blocks.flatMap(({ statements }) => statements);
  const [first] = all;
  if (first !== undefined && checks.length === 0)
    findings.push(found('no-failing-check', file, first.line, `none of the ${all.length} checks can fail`));
  const [firstCheck] = checks;
  if (
    firstCheck !== undefined &&
    instruction.deliverables.length > 0 &&
    !checks.some(({ text }) => isRelated(text, instruction))
  )
    findings.push(
      found(
        'unrelated-checks',
        file,
        firstCheck.line,
        `no check names ${named(instruction)} or runs what may reach it: they may pass without the work`,
      ),
    );
  return findings;
}

const named = ({ deliverables }: Instruction): string => {
  const [first, ...others] = deliverables.map(({ path }) => `\`${path}\``);
  return others.length === 0 ? (first ?? '') : `${first} or another deliverable`;
};

/** The first line of a statement in backticks, short enough for a message. */
function quote(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return `\`${line.length > 60 || line.length < text.length ? `${line.slice(0, 57)}…` : line}\``;
}
