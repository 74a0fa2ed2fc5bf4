import type { Instruction } from '../../../domain/instruction.ts';

/** The parts of an instruction that say how much is wanted. */
export interface Asked {
  readonly title: Instruction['title'];
  readonly sections: readonly Pick<Instruction['sections'][number], 'name' | 'text'>[];
}

const THING =
  '(?:class |method |function |module |interface |api |code |file |test )*(?:skeletons?|stubs?|signatures?|scaffold(?:ing)?|structure|interface(?: definition)?s?|placeholder(?: implementation)?s?|outline)';
/** "class skeleton only", "signatures only", "only the skeleton" */
const ONLY = new RegExp(
  `\\b${THING}(?: \\w+)? only\\b|\\b(?:only|just|nothing but) (?:the |a |an )?(?:empty )?${THING}\\b|\\b${THING} \\(no (?:implementation|logic|bod)`,
  'i',
);
/** "no method implementations", "do not implement the methods", "bodies raise NotImplementedError" */
const WITHOUT =
  /\b(?:no|without) (?:(?:any|actual|full|real|method|function|body|concrete) )*(?:implementations?|logic)\b(?! (?:for|of|in|changes?|details?|errors?|gaps?|duplicat))|\b(?:do not|don't|not to) (?:yet )?implement (?:the |any )?(?:methods?|functions?|bodies|logic|body)\b|\bleave (?:all |the )*(?:method |function )?bodies empty\b|\b(?:bodies|methods|functions|stubs?)\b[^.\n]{0,40}\b(?:raise|throw)s? [`"']?(?:NotImplemented|not (?:yet )?implemented|an? (?:NotImplemented|error))|\bplaceholder (?:implementation|ok\b|values? ok)|\bempty (?:method )?(?:bodies|stubs)\b|\bmethod stubs\b/i;
/** A line that forbids what the words above seem to ask for. */
const FORBIDS =
  /\b(?:no|not|never|without|avoid|instead of|replace|remove|fill in)\b[^.\n]{0,30}\b(?:stubs?|placeholders?|skeletons?|NotImplementedError)\b/i;
/** "Worker 019: Code Scanner - Class Skeleton": what the title ends in is what is to be made. */
const TITLE = /\b(?:skeleton|method stubs?|interface definition)s?\s*$/i;
/** Where an instruction says what is to be made; the other sections talk of tests, risks and history. */
const SCOPE = /^(?:DELIVERABLES|SUCCESS_CRITERIA|BOUNDARIES|TASK|SCOPE|OVERVIEW|OBJECTIVE|DESCRIPTION)$/;

/**
 * Whether an instruction asks for signatures without their bodies ("class skeleton only", "placeholder
 * implementation"), so that an answer of empty bodies is what was wanted and no stub.
 */
export function wantsSkeleton(instruction: Asked): boolean {
  if (TITLE.test(instruction.title)) return true;
  const lines = instruction.sections
    .filter(({ name }) => SCOPE.test(name))
    .flatMap(({ text }) => text.split('\n'))
    .map((line) => line.slice(0, 500));
  return lines.some((line) => (ONLY.test(line) || WITHOUT.test(line)) && !FORBIDS.test(line));
}
