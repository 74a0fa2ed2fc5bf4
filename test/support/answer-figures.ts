import { LABELS, type Judged, type Label } from './answer-corpus.ts';

/** How well verdicts fit the truth; both 0 to 1, and 1 where there was nothing to find. */
export interface Figures {
  readonly cases: number;
  readonly precision: number;
  readonly recall: number;
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

function figuresOf(
  judged: readonly Judged[],
  isTrue: (one: Judged) => boolean,
  isSaid: (one: Judged) => boolean,
): Figures {
  const right = judged.filter((one) => isTrue(one) && isSaid(one)).length;
  const wanted = judged.filter(isTrue).length;
  return {
    cases: wanted,
    precision: share(right, judged.filter(isSaid).length),
    recall: share(right, wanted),
  };
}

/** "Not work" against "work", whatever the kind. */
export const rejectionFigures = (judged: readonly Judged[]): Figures =>
  figuresOf(
    judged,
    (one) => one.case.label !== 'work',
    (one) => one.verdict !== 'work',
  );

/** One kind against all others. */
export const kindFigures = (judged: readonly Judged[], label: Label): Figures =>
  figuresOf(
    judged,
    (one) => one.case.label === label,
    (one) => one.verdict === label,
  );

/** The share of answers that are no work and that were called by their right kind. */
export function namedRight(judged: readonly Judged[]): number {
  const faults = judged.filter((one) => one.case.label !== 'work');
  return share(faults.filter((one) => one.verdict === one.case.label).length, faults.length);
}

export const errorsOf = (judged: readonly Judged[]): readonly Judged[] =>
  judged.filter((one) => one.verdict !== one.case.label);

/** Rows are the truth, columns the verdicts. */
export function confusionLines(judged: readonly Judged[]): string[] {
  const verdicts = [...new Set<string>([...LABELS, ...judged.map((one) => one.verdict)])];
  const counts = (label: Label): string[] =>
    verdicts.map((verdict) => {
      const count = judged.filter((one) => one.case.label === label && one.verdict === verdict).length;
      return count === 0 ? '·' : String(count);
    });
  const row = (cells: readonly string[]): string =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(16) : cell.slice(0, 8).padStart(9))).join('');
  return [row(['truth', ...verdicts]), ...LABELS.map((label) => row([label, ...counts(label)]))];
}

const percent = (value: number): string => value.toFixed(3);

/** The figures of one part as lines of text. */
export function figureLines(name: string, judged: readonly Judged[]): string[] {
  const all = rejectionFigures(judged);
  return [
    `${name}: ${judged.length} answers, ${all.cases} of them no work`,
    `  not work: precision ${percent(all.precision)}, recall ${percent(all.recall)}; kind named right ${percent(namedRight(judged))}`,
    ...LABELS.map((label) => {
      const { cases, precision, recall } = kindFigures(judged, label);
      return `  ${label.padEnd(15)} ${String(cases).padStart(4)}  precision ${percent(precision)}  recall ${percent(recall)}`;
    }),
  ];
}
