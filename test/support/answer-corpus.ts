import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readAnswer } from '../../src/engine/producer/answer/read-answer.ts';
import { judgeAnswer, type JudgeInput } from '../../src/engine/producer/judge/judge-answer.ts';
import type { Parsers } from '../../src/engine/producer/judge/syntax/parsers.ts';
import { wantsSkeleton } from '../../src/engine/producer/judge/stub/wants-skeleton.ts';
import type { Failure } from '../../src/engine/domain/failure.ts';
import { prepareEdits } from '../../src/engine/workspace/apply.ts';
import { makeDeclared } from '../../src/engine/workspace/declared.ts';

/** What a case of the corpus is in truth; all but `work` are reasons of a failure. */
export const LABELS = [
  'work',
  'empty',
  'guide',
  'stub',
  'elided',
  'cut-off',
  'broken',
  'wrong-language',
  'wrong-file',
  'escaping-path',
] as const satisfies readonly (Failure['reason'] | 'work')[];
export type Label = (typeof LABELS)[number];

const caseShape = z.strictObject({
  id: z.string(),
  label: z.enum(LABELS),
  note: z.string(),
  deliverables: z.array(z.string()).min(1),
  /** What the worker file's DELIVERABLES say, where it matters. */
  asks: z.string().optional(),
  /** Files of the repo before the work. */
  before: z.record(z.string(), z.string()).optional(),
  finish: z.enum(['stop', 'length', 'filtered']).default('stop'),
  /** The answer has CRLF line ends; a YAML file cannot hold them. */
  crlf: z.boolean().default(false),
  answer: z.string(),
});

/** A labelled answer. The part `tune` is there to improve the rules on; `measure` only says how good they are. */
export type AnswerCase = z.infer<typeof caseShape> & { readonly split: 'tune' | 'measure' };

const ROOT = resolve(import.meta.dirname, '../corpus/answers');

/** All cases, in the order of their files. */
export function loadAnswerCases(): readonly AnswerCase[] {
  return (['tune', 'measure'] as const).flatMap((split) => loadFolder(join(ROOT, split), split));
}

/** The cases in the files of one folder. */
export function loadFolder(folder: string, split: AnswerCase['split']): readonly AnswerCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) =>
      parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => ({
        ...caseShape.parse(document.toJS()),
        split,
      })),
    );
}

/** What became of a case: `work`, or the reason of the failure. */
export interface Judged {
  readonly case: AnswerCase;
  readonly verdict: Failure['reason'] | 'work';
  readonly failure: Failure | null;
}

/** Reads, applies and judges every case as the engine does with an answer, each in a folder of its own. */
export async function judgeCases(parsers: Parsers, cases: readonly AnswerCase[]): Promise<readonly Judged[]> {
  const root = mkdtempSync(join(tmpdir(), 'wingman-answers-'));
  try {
    const judged: Judged[] = [];
    for (const [index, one] of cases.entries()) {
      const prepared = await prepareCase(join(root, String(index)), one);
      const failure = 'reason' in prepared ? prepared : await judgeAnswer(parsers, prepared);
      judged.push({ case: one, failure, verdict: failure?.reason ?? 'work' });
    }
    return judged;
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function prepareCase(root: string, one: AnswerCase): Promise<JudgeInput | Failure> {
  const { deliverables, finish } = one;
  mkdirSync(root);
  for (const [path, text] of Object.entries(one.before ?? {})) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const text = one.crlf ? one.answer.replaceAll('\n', '\r\n') : one.answer;
  const answer = readAnswer(text, { deliverables });
  const declared = makeDeclared({ deliverables, can: [], cannot: [], caseInsensitive: false });
  const prepared = await prepareEdits(root, answer.edits, declared);
  if (!prepared.ok) return prepared.error;
  const skeleton = wantsSkeleton({ title: '', sections: [{ name: 'DELIVERABLES', text: one.asks ?? '' }] });
  return { answer, text, finish, files: prepared.value.files, deliverables, wantsSkeleton: skeleton };
}

/** The python3 of this machine, its own path; null where there is none. */
export function findPython(): string | null {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}
