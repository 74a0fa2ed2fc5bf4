import type { Failure } from '../../domain/failure.ts';
import type { Answer } from '../answer/read-answer.ts';
import { BRACE_LANGUAGES, languageOfFile, languageOfPath } from '../answer/language.ts';
import { findBraceStub } from './stub/brace-stub.ts';
import { maskText } from './syntax/braces.ts';
import { findEarlyExit } from './stub/early-exit.ts';
import { findElision } from './elision/elision.ts';
import { isIllustration } from './fragment.ts';
import { gatherFacts, NO_FACTS, type FileFacts } from './syntax/gather-facts.ts';
import { excerptOf, isCodePath, isProse, isScattered, isWords, withoutTags } from './guide.ts';
import type { JudgedFile } from './judged-file.ts';
import { findHollowText } from './stub/hollow-text.ts';
import { findKeywordStub, isWordLanguage } from './stub/keyword-stub.ts';
import { judgeComments } from './only-comments.ts';
import type { Parsers } from './syntax/parsers.ts';
import type { PythonFacts } from './syntax/python-facts.ts';
import { findPythonStub } from './stub/python-stub.ts';
import { findShrinkage } from './elision/shrunk.ts';
import type { ScriptAnswer } from './syntax/script-facts.ts';
import { componentScript } from './syntax/script-question.ts';
import { isForeign, sameFamily, signatureOf } from './signature.ts';
import { judgeWithoutFiles, wrongLanguage } from './without-files.ts';

export type { JudgedFile } from './judged-file.ts';

/** All that an answer is judged by. */
export interface JudgeInput {
  readonly answer: Answer;
  /** The model's text, as it came. */
  readonly text: string;
  readonly finish: 'stop' | 'length' | 'filtered';
  /** What the edits make of the files they touch, refused ones left out; may hold files that stay as they were. */
  readonly files: readonly JudgedFile[];
  readonly deliverables: readonly string[];
  /** The instruction asks for signatures without bodies, so that empty bodies are no stubs (`wantsSkeleton`). */
  readonly wantsSkeleton?: boolean;
}

/**
 * Whether an answer is work at all, judged by its structure: null when it is, and otherwise why not. Says nothing
 * about whether the work is right; that is what checks are for.
 */
export async function judgeAnswer(parsers: Parsers, input: JudgeInput): Promise<Failure | null> {
  return judgeByFacts(input, await gatherFacts(parsers, input.files));
}

function judgeByFacts(input: JudgeInput, facts: readonly FileFacts[]): Failure | null {
  const { answer, text, finish, files, deliverables } = input;
  if (text.trim() === '') return { reason: 'empty' };
  if (finish !== 'stop') {
    const detail =
      finish === 'length' ? 'the limit of the answer was reached' : 'the provider filtered the rest';
    return { reason: 'cut-off', detail };
  }
  if (answer.cutOff) return { reason: 'cut-off', detail: 'its last block was never closed' };
  if (files.length === 0) return judgeWithoutFiles(answer, text, deliverables);
  if (
    files.every(
      (file) =>
        file.after.trim() === '' &&
        languageOfPath(file.path) !== null &&
        !/(?:^|\/)__init__\.py$/.test(file.path),
    )
  ) {
    return { reason: 'empty' };
  }
  for (const [index, file] of files.entries()) {
    const failure = judgeFile(file, input, facts[index] ?? NO_FACTS);
    if (failure !== null) return failure;
  }
  return null;
}

function judgeFile(
  file: JudgedFile,
  { answer, wantsSkeleton = false }: JudgeInput,
  { python, script, error }: FileFacts,
): Failure | null {
  const { path, before, after } = file;
  if (isCodePath(path) && isProse(after)) return { reason: 'guide', excerpt: excerptOf(after) };
  const isWhole = answer.edits.some((edit) => edit.kind === 'write' && edit.path === path);
  const elision =
    findElision({ ...file, isWhole, isText: textLines(file, python) }) ?? findDots(file, python);
  if (elision !== null) return { reason: 'elided', path, excerpt: elision.excerpt };
  const broken = python === null ? error : python.after.error;
  if (broken !== null) return judgeBroken(file, broken);
  const comments = judgeComments(file, python);
  if (comments !== null) return comments;
  if (isOtherLanguage(file)) return wrongLanguage(path, signatureOf(after) ?? 'another language');
  if (isIllustration(answer, file, python)) return { reason: 'guide', excerpt: excerptOf(answer.prose) };
  const stub =
    wantsSkeleton || isDeclaration(path)
      ? null
      : python === null
        ? findOtherStub(file, script)
        : findPythonStub(python);
  if (stub !== null) return { reason: 'stub', path, excerpt: stub };
  const exit = python === null ? null : findEarlyExit(after, python);
  if (exit !== null) return { reason: 'stub', path, excerpt: exit };
  const lost = findShrinkage(before, after);
  if (lost !== null) return { reason: 'elided', path, excerpt: lost };
  if (isScattered(answer, path)) return { reason: 'guide', excerpt: excerptOf(answer.prose) };
  return null;
}

/** Lines inside strings, as far as they can be told: a template of a file is no file with something left out. */
function textLines({ path, after }: JudgedFile, python: PythonFacts | null): (line: number) => boolean {
  if (python?.after.error === null) {
    const comments = new Set(python.after.comments);
    return (line) => !comments.has(line);
  }
  const language = languageOfPath(path) ?? '';
  if (!['javascript', 'typescript', 'go'].includes(language) || !after.includes('`')) return () => false;
  const masked = maskText(after, language).split('\n');
  return (line) => (masked[line - 1] ?? '').trimStart().startsWith('_');
}

/** Files of types alone, whose functions have no bodies. */
const isDeclaration = (path: string): boolean => /\.pyi$|\.d\.[cm]?ts$/.test(path);

/** Languages that no parser here knows: only their look tells. */
const UNPARSED = new Set([
  'go',
  'rust',
  'java',
  'c',
  'cpp',
  'csharp',
  'ruby',
  'php',
  'kotlin',
  'swift',
  'scala',
  'lua',
]);

function isOtherLanguage({ path, before, after }: JudgedFile): boolean {
  const wanted = languageOfPath(path);
  const found = signatureOf(after);
  if (wanted === null || found === null || !UNPARSED.has(wanted) || sameFamily(found, wanted)) return false;
  return signatureOf(before ?? '') !== found && isForeign(after, found, wanted);
}

/** A model that thinks it has tools to look around with. */
const CALLS_TOOL = /^[ \t]*<\/?(?:function_calls?|tool_calls?|tool_use|invoke)\b/m;

/** A file that does not parse may be no code of its language at all. */
function judgeBroken({ path, before, after }: JudgedFile, detail: string): Failure {
  const wanted = languageOfPath(path);
  const found = signatureOf(after);
  if (isCodePath(path) && (CALLS_TOOL.test(after) || isProse(withoutTags(after)) || isWords(path, after))) {
    return { reason: 'guide', excerpt: excerptOf(after) };
  }
  if (
    wanted !== null &&
    found !== null &&
    !sameFamily(found, wanted) &&
    signatureOf(before ?? '') !== found &&
    isForeign(after, found, wanted)
  ) {
    return wrongLanguage(path, found);
  }
  return { reason: 'broken', path, detail };
}

function findDots(
  { after, before }: JudgedFile,
  python: PythonFacts | null,
): { readonly excerpt: string } | null {
  if (python?.after.error !== null) return null;
  const old = python.before?.error === null ? python.before.dots.length : 0;
  const line = python.after.dots[0];
  if (line === undefined || (before !== null && python.after.dots.length <= old)) return null;
  return isAllDots(python)
    ? null
    : {
        excerpt: after
          .split('\n')
          .slice(Math.max(0, line - 2), line + 1)
          .join('\n'),
      };
}

/** A file whose only statement is `...` is a stub, and not one that leaves something out. */
const isAllDots = (python: PythonFacts): boolean =>
  python.after.error === null && python.after.statements === 0 && python.after.functions.length === 0;

function findOtherStub({ path, before, after }: JudgedFile, parsed: ScriptAnswer | null): string | null {
  const language = languageOfFile(path, after) ?? '';
  const hollow = findHollowText(path, after);
  if (hollow !== null) return hollow;
  if (isWordLanguage(language)) return findKeywordStub(language, before, after);
  const script = componentScript(path, after);
  if (script !== null) {
    const old = componentScript(path, before ?? '');
    return findBraceStub({ path: 'component.ts', before: old, after: script }, parsed);
  }
  return BRACE_LANGUAGES.has(language) ? findBraceStub({ path, before, after }, parsed) : null;
}
