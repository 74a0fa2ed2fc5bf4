/**
 * How well answers are told from guides, stubs and other things that are no work, on the labelled corpus in
 * test/corpus/answers. `node bench/judge.ts [tune|measure] [--quiet]` prints figures, a confusion matrix and, unless
 * quiet, every error.
 */
import { describeFailure } from '../src/engine/failure.ts';
import { judgeCases, loadAnswerCases } from '../test/support/answer-corpus.ts';
import { confusionLines, errorsOf, figureLines } from '../test/support/answer-figures.ts';

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isQuiet = process.argv.includes('--quiet');
const startedAt = performance.now();
const judged = await judgeCases(loadAnswerCases());
for (const split of ['tune', 'measure'] as const) {
  if (wanted.length > 0 && !wanted.includes(split)) continue;
  const part = judged.filter((one) => one.case.split === split);
  console.log(figureLines(split, part).join('\n'));
  if (isQuiet) continue;
  console.log(confusionLines(part).join('\n'));
  for (const one of errorsOf(part)) {
    const said =
      one.failure === null ? 'work' : `${one.verdict}: ${JSON.stringify(describeFailure(one.failure))}`;
    console.log(`  ${one.case.id} is ${one.case.label} (${one.case.note}), judged ${said}`);
  }
}
console.log(`${judged.length} answers in ${Math.round(performance.now() - startedAt)} ms`);
