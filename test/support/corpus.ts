import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Real worker files and exercises, beside the checkout; not every machine has them. */
export const CORPUS = resolve(import.meta.dirname, '../../../shared/corpus');
/** The exercises in Python: a repo, worker files and right answers. */
export const EXERCISES = join(CORPUS, 'exercises-python');

/** For `skipIf` of every suite that reads the corpus. */
export const hasNoCorpus = !existsSync(CORPUS);
/** For the title of every such suite. */
export const NEEDS_CORPUS = '(skipped where there is no ../shared/corpus)';
// The reporter prints no title of what it skips. This is said once for each file that reads the corpus.
if (hasNoCorpus) console.warn(`skipped: the tests that need ${CORPUS}, which is not there`);
