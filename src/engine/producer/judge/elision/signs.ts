import { readWords, type RemarkWords } from './words.ts';
import type { Remark } from './remark.ts';

/** A remark with its words read, and what follows from both. */
interface Seen extends Remark, RemarkWords {
  /** It says nothing else. */
  readonly isPure: boolean;
  /** Dots before it or brackets around it: it is set off from ordinary comments. */
  readonly isMarked: boolean;
  /** Code is gone at its place. */
  readonly isLost: boolean;
  /** It says of code that is gone, or for the sake of brevity, that it is not there: then it needs no place of its own. */
  readonly isSaid: boolean;
  /** It speaks of more of the same kind, and not of what the code below does again. */
  readonly isRepeat: boolean;
}

/** Something that speaks for or against a remark that stands for code. */
interface Sign {
  readonly points: number;
  readonly shows: (seen: Seen) => boolean;
}

/** Fewer points are a remark about the code beside it. */
const ENOUGH = 4;

const SIGNS: readonly Sign[] = [
  { points: 3, shows: (seen) => seen.omits },
  { points: 1, shows: (seen) => seen.omits && seen.isToBeShort },
  // "Empty values are omitted from the payload" is about values.
  { points: -2, shows: (seen) => seen.omits && seen.otherWords > 3 && !seen.isToBeShort && !seen.leads },
  { points: 2, shows: (seen) => seen.asItWas },
  { points: 1, shows: (seen) => seen.asItWas && seen.isMarked },
  { points: 1, shows: (seen) => seen.earlier > 0 },
  { points: 1, shows: (seen) => seen.earlier > 1 },
  { points: 1, shows: (seen) => seen.further },
  { points: 2, shows: (seen) => seen.isRepeat },
  { points: 3, shows: (seen) => seen.tellsToRepeat },
  { points: 1, shows: (seen) => seen.namesPart },
  { points: 1, shows: (seen) => seen.leads },
  { points: 2, shows: (seen) => seen.leads && seen.trails },
  { points: 2, shows: (seen) => seen.trails && !seen.leads && seen.isLost && seen.isAlone },
  { points: 1, shows: (seen) => seen.isWrapped },
  { points: 1, shows: (seen) => seen.isWrapped && (seen.isAngled || seen.leads) },
  { points: 3, shows: (seen) => seen.isLost },
  // It names what is gone, in whatever language of people.
  { points: 2, shows: (seen) => seen.namesLost > 0 },
  { points: 2, shows: (seen) => seen.namesLost > 1 },
  // What is all there cannot have been left out; more of the same kind can.
  { points: -3, shows: (seen) => seen.lost === 0 && !seen.omits },
  { points: 4, shows: (seen) => seen.isExistingPart && seen.lost !== 0 },
  { points: 2, shows: (seen) => seen.isPure && !seen.isExistingPart },
  { points: 1, shows: (seen) => seen.otherWords === 1 && !seen.isExistingPart && seen.text.includes(' ') },
  { points: 1, shows: (seen) => seen.isPure && seen.endsInHere },
  { points: -2, shows: (seen) => seen.explains && !seen.isRepeat },
  { points: 1, shows: (seen) => seen.isAlone },
  // A comment right above code is about that code.
  { points: -1, shows: (seen) => isAttached(seen) },
  { points: -1, shows: (seen) => isAttached(seen) && !seen.leads },
  { points: -1, shows: (seen) => !seen.isAlone && !seen.isMarked && seen.namesData },
  // "The same results as before" is what a good rewrite promises.
  { points: -3, shows: (seen) => seen.namesBehaviour && !seen.omits && !seen.leads },
  { points: -3, shows: (seen) => seen.isBanner && !seen.omits && !seen.asItWas },
  { points: -3, shows: (seen) => seen.continues && !seen.isMarked },
];

const isAttached = (seen: Seen): boolean =>
  !seen.isAlone && !seen.isWrapped && !(seen.leads && seen.trails) && !seen.isSaid;

/**
 * Whether a remark stands for code that was left out at its place. No single word tells: what a remark says, whether
 * it says anything else, its dots and brackets, the code beside it and the code that is gone there are weighed.
 */
export function isElision(remark: Remark): boolean {
  const words = readWords(remark.text);
  if (words.isOther) return false;
  if (words.isWholePhrase) return true;
  const isMarked = remark.leads || remark.isWrapped;
  if (remark.labelsKept && !isMarked && !words.omits) return false;
  const isPure = remark.text !== '' && words.otherWords === 0;
  // A sentence about other things stands beside lines that were rewritten, not in the place of lines that are gone.
  const mostOthers = words.asItWas || words.omits || remark.leads ? 4 : 1;
  const isLost =
    remark.lost !== null &&
    remark.lost >= 2 &&
    (remark.isAlone || isMarked || !remark.isRewritten) &&
    (remark.isAlone || words.otherWords <= mostOthers);
  const seen: Seen = {
    ...remark,
    ...words,
    isPure,
    isMarked,
    isLost,
    isSaid:
      words.isToBeShort ||
      (isLost && !words.explains && (words.asItWas || (words.omits && words.otherWords <= 1))),
    isRepeat:
      words.tellsToRepeat ||
      (words.endsInRepeat && remark.isAlone) ||
      (words.repeats && (isMarked || (isPure && remark.isAlone))),
  };
  if (!isHinted(seen)) return false;
  return SIGNS.reduce((sum, { points, shows }) => sum + (shows(seen) ? points : 0), 0) >= ENOUGH;
}

/** Without one of these a remark may have any number of signs: it names no code that is elsewhere. */
const isHinted = (seen: Seen): boolean =>
  seen.omits ||
  seen.asItWas ||
  seen.isRepeat ||
  seen.isExistingPart ||
  seen.leads ||
  seen.isAngled ||
  seen.namesLost > 1 ||
  (seen.earlier > 0 && (seen.isPure || seen.isLost)) ||
  (seen.isPure && seen.endsInHere) ||
  (seen.isLost && (seen.further || (seen.trails && seen.isAlone)));
