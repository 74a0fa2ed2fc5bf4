/**
 * How well answers are told from guides, stubs and other things that are no work, on the labelled corpus in
 * test/corpus/answers. `node bench/judge.ts [tune|measure|FOLDER …] [--quiet]` prints figures, a confusion matrix and,
 * unless quiet, every error. A FOLDER of further cases is measured as one part.
 */
import { systemClock } from '../src/engine/domain/clock.ts';
import { describeFailure } from '../src/engine/domain/failure.ts';
import { openParsers } from '../src/engine/producer/judge/syntax/parsers.ts';
import { openRunner } from '../src/engine/runner/runner.ts';
import {
  findPython,
  judgeCases,
  loadAnswerCases,
  loadFolder,
  type AnswerCase,
} from '../test/support/answer-corpus.ts';
import { confusionLines, errorsOf, figureLines } from '../test/support/answer-figures.ts';

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isQuiet = process.argv.includes('--quiet');
const folders = wanted.filter((name) => name.includes('/'));
const parts = new Map<string, readonly AnswerCase[]>();
if (folders.length > 0)
  parts.set(
    folders.join(' + '),
    folders.flatMap((folder) => loadFolder(folder, 'measure')),
  );
for (const split of ['tune', 'measure'] as const) {
  if (wanted.length > 0 && !wanted.includes(split)) continue;
  parts.set(
    split,
    loadAnswerCases().filter((one) => one.split === split),
  );
}
const runner = openRunner();
const parsers = openParsers(runner, { python: findPython(), clock: systemClock });
for (const [name, cases] of parts) {
  const startedAt = performance.now();
  const judged = await judgeCases(parsers, cases);
  const ms = Math.round(performance.now() - startedAt);
  console.log([...figureLines(name, judged), `  judged in ${ms} ms`].join('\n'));
  if (isQuiet) continue;
  console.log(confusionLines(judged).join('\n'));
  for (const one of errorsOf(judged)) {
    const said =
      one.failure === null ? 'work' : `${one.verdict}: ${JSON.stringify(describeFailure(one.failure))}`;
    console.log(`  ${one.case.id} is ${one.case.label} (${one.case.note}), judged ${said}`);
  }
}
runner.close();
