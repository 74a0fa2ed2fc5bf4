import type { Refusal } from '../domain/refusal.ts';
import type { FailedCheck, Failure } from '../domain/failure.ts';
import { unreachable } from '../domain/result.ts';
import { inline, keepEnd, quote } from './prompt-fence.ts';

const list = (paths: readonly string[]): string => paths.map(inline).join(', ');

/** The checks whose output a failure carries: what a prompt that is too long may cut. */
export function failedChecks(failure: Failure | null): readonly FailedCheck[] {
  return failure !== null && 'checks' in failure ? failure.checks : [];
}

/**
 * What went wrong in the last attempt, in words that tell the model what to do instead.
 * @param tailCharacters how much of the checks' output to quote, all together
 */
export function explainFailure(failure: Failure, tailCharacters: number): string {
  switch (failure.reason) {
    case 'empty':
      return 'Your last answer was empty. Answer with the complete content of every file that you deliver.';
    case 'guide':
      return [
        'Your last answer was a guide: it told someone else what to write. Nobody reads it; only files are taken from your answer. This time answer with the complete file, as code that runs. It said:',
        quote(failure.excerpt, 'text'),
      ].join('\n');
    case 'stub':
      return [
        `Your last answer left a stub in ${inline(failure.path)} where code belongs. Write every body in full: no \`pass\`, no \`...\`, no \`NotImplementedError\`, no TODO in its place. It said:`,
        quote(failure.excerpt, 'text'),
      ].join('\n');
    case 'elided':
      return [
        `Your last answer left code out of ${inline(failure.path)} and put a remark in its place. A file is written exactly as you send it, so what is left out is deleted. Send every line of the file, or SEARCH/REPLACE blocks for the lines that change. It said:`,
        quote(failure.excerpt, 'text'),
      ].join('\n');
    case 'cut-off':
      return `Your last answer was cut off before its end (${inline(failure.detail)}). Be shorter this time: no explanations, and for a file that exists SEARCH/REPLACE blocks instead of the whole file.`;
    case 'broken':
      return [
        `${inline(failure.path)} in your last answer does not parse. Send it again, complete and syntactically right. The parser said:`,
        quote(failure.detail, 'text'),
      ].join('\n');
    case 'wrong-language':
      return `${inline(failure.path)} in your last answer is written in the wrong language (${inline(failure.detail)}). Write what the file's name asks for.`;
    case 'wrong-file':
      return `Your last answer wrote only files that are not yours, and nothing was taken: ${list(failure.paths)}. Deliver exactly the files listed under "Files to deliver".`;
    case 'escaping-path':
      return `Your last answer named paths that lead out of the repository or into Git's own files, and they were refused: ${list(failure.paths)}. Use the repo-relative paths listed under "Files to deliver", as they are written there.`;
    case 'edit-mismatch':
      return [
        `A SEARCH/REPLACE block of your last answer does not fit ${inline(failure.path)}. The lines after SEARCH must be copied exactly from the present content, with their indentation, and occur in it once; if in doubt send the complete file. It was found that:`,
        quote(failure.detail, 'text'),
      ].join('\n');
    case 'no-change':
      return 'Your last answer left every file as it was. Make the change that the instruction asks for.';
    case 'missing-file':
      return `Your last answer left out files that are to be delivered: ${list(failure.paths)}. Deliver all files listed under "Files to deliver", each complete.`;
    case 'ignored':
      return `Git ignores what your last answer wrote, so it could not be committed: ${list(failure.paths)}. Deliver the files under the paths listed under "Files to deliver"; if the repository's ignore rules are among your files, correct them.`;
    case 'conflict':
      return `While you worked, someone else changed ${list(failure.paths)}. The content shown above is the new one: make your change on top of it and keep theirs.`;
    case 'check-red':
      return [
        'Your last answer was written to the files, and these checks failed. Find the cause in their output and correct it in the files that you deliver:',
        ...quoteChecks(failure.checks, tailCharacters),
      ].join('\n\n');
    case 'regression':
      return [
        'Your last answer broke what earlier work had achieved: these checks were green before it. Keep everything that is in the files already and add to it:',
        ...quoteChecks(failure.checks, tailCharacters),
      ].join('\n\n');
    case 'unproven':
      return 'After your last answer all checks were green, but all of them had been green before it too, so nothing is proven. Make sure that every deliverable really holds what the instruction asks for.';
    case 'environment':
      return `The last attempt failed for want of something on this machine and not for your answer (${inline(failure.lacks.map((lack) => lack.detail).join('; '))}). Change nothing on account of it.`;
    case 'not-approved':
      return `The last attempt ended because nobody approved ${inline(failure.command)}. That is not your fault; do not work around it.`;
    case 'taken-over':
      return 'A person stopped the last attempt. Nothing is known against your answer.';
    case 'provider':
      return 'The last attempt failed because your answer did not arrive. Nothing is known against it.';
    case 'timeout':
      return `The last attempt took longer than its limit of ${seconds(failure.limitMs)}. Answer briefly, and make sure that nothing you deliver waits, loops without end or asks for input.`;
    case 'stall':
      return `The last attempt was ended after ${seconds(failure.limitMs)} without progress (${inline(failure.missing)}). Make sure that nothing you deliver waits, loops without end or asks for input.`;
    case 'workspace':
    case 'internal':
      return 'The last attempt failed for a reason that has nothing to do with your answer.';
    default:
      return unreachable(failure);
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

function quoteChecks(checks: readonly FailedCheck[], characters: number): readonly string[] {
  const total = checks.reduce((sum, check) => sum + check.outputTail.length, 0);
  return checks.map((check) => {
    const share = Math.floor(total === 0 ? 0 : (characters * check.outputTail.length) / total);
    const output =
      check.outputTail === ''
        ? 'It printed nothing.'
        : `Its output ended with:\n${quote(keepEnd(check.outputTail, share), 'text')}`;
    return `The check of ${check.worker} (${check.status}):\n${quote(check.command, 'bash')}\n${output}`;
  });
}

const WHY: Readonly<Record<Refusal['why'], string>> = {
  escapes: 'leads out of the repository',
  undeclared: 'is not one of your files',
  forbidden: 'must not be modified, says BOUNDARIES',
  symlink: 'is or goes through a symbolic link',
  git: "is one of Git's own files",
  ignored: 'is ignored by Git',
  unchanged: 'was as it is already',
  'not-a-path': 'is not a path',
};

/** What of the last answer was not written, and why; empty when everything was. */
export function explainRefusals(refused: readonly Refusal[]): string {
  if (refused.length === 0) return '';
  const lines = refused.map(({ path, why }) => `- ${inline(path)} ${WHY[why]}`);
  return `Of your last answer these were not written:\n${lines.join('\n')}`;
}
