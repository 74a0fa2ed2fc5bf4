import type { RootContent } from 'mdast';
import { unitsOf, type Unit } from './markdown.ts';
import { pathsIn, type PathMention } from './paths.ts';

/** A path of BOUNDARIES as written there. */
export interface BoundaryPath {
  readonly raw: string;
  readonly folder: boolean;
  readonly line: number;
}

export interface RawBoundaries {
  readonly can: readonly BoundaryPath[];
  readonly cannot: readonly BoundaryPath[];
}

type Rule = 'can' | 'cannot' | 'other';

const WRITES = String.raw`(?:creat|modif|edit|chang|updat|writ|touch|delet|remov|extend|refactor|renam|replac|overwrit|alter)\w*`;
const NEGATIVE = String.raw`can\s?not|can['’]t|must\s?n[o']t|do\s+not|don['’]t|may\s+not|shall\s+not|should\s+not|never`;
/** A rule at the start of a line or in the middle of it. With a colon it may stand without a verb. */
const MARKER = new RegExp(
  String.raw`\b(?:(?<no>${NEGATIVE})|(?<yes>can|may)|(?<label>forbidden|off[- ]limits|out of scope|protected|allowed|in scope|permitted))\b` +
    String.raw`(?<rest>\s+[\p{L}/, ]*?)?(?<colon>:)`,
  'giu',
);
const PHRASE = new RegExp(
  String.raw`\b(?:(?<no>${NEGATIVE})|(?<yes>CAN|MAY))\s+(?:be\s+)?(?<rest>${WRITES})`,
  'gu',
);
const PHRASE_ANY_CASE = new RegExp(String.raw`\b(?<no>${NEGATIVE})\s+(?:be\s+)?(?<rest>${WRITES})`, 'giu');
const OWN_LABEL = /^[^\p{L}\p{N}]*\p{Lu}[\p{L} /-]{0,30}:/u;
/** "anything but `a.py`": what follows is the exception. */
const EXCEPTION =
  /\b(except|other than|but not|besides|apart from|outside( of)?|unless|unrelated to)\b[^.;]*$/i;
/** "the methods of `a.py`": a part of the file is meant; "any file in `src/`" means all of it. */
const PART = /\b(in|of|from|inside|within|by)\s+(the\s+|file\s+)*$/i;
const WHOLE =
  /\b(anything|everything|any(\s+\w+)?\s+files?|all(\s+\w+)?\s+files?|files?|code|contents?)\s+(in|of|from|inside|within)\s+(the\s+)*$/i;

interface Marker {
  readonly at: number;
  readonly rule: Rule;
}

function markersIn(text: string): Marker[] {
  const markers: Marker[] = [];
  const writes = new RegExp(WRITES, 'i');
  for (const pattern of [MARKER, PHRASE, PHRASE_ANY_CASE])
    for (const match of text.matchAll(pattern)) {
      const { no, yes, label, rest = '' } = match.groups ?? {};
      const negative = no !== undefined || /^(forbidden|off|out|protected)/i.test(label ?? '');
      const verb = rest.trim();
      // "CAN add" allows a file; "CANNOT add" forbids a feature. "CAN read" and "CANNOT test" are about neither.
      const about =
        verb === '' || label !== undefined || writes.test(verb) || (yes !== undefined && /\badd/i.test(verb));
      markers.push({ at: match.index, rule: about ? (negative ? 'cannot' : 'can') : 'other' });
    }
  return markers.sort((a, b) => a.at - b.at);
}

/** The rule that the labels and parent items of a line put it under. */
function inherited(unit: Unit): Rule {
  for (const lead of unit.leads.toReversed()) {
    const rule = markersIn(/:/.test(lead) ? lead : `${lead}:`)[0]?.rule;
    if (rule) return rule;
  }
  return 'other';
}

function forbids(text: string, path: PathMention): boolean {
  const before = text.slice(0, path.start);
  if (EXCEPTION.test(before)) return false;
  return path.folder || !PART.test(before) || WHOLE.test(before);
}

/** The paths that BOUNDARIES allows and forbids, as they are written. */
export function boundariesOf(nodes: readonly RootContent[]): RawBoundaries {
  const can: BoundaryPath[] = [];
  const cannot: BoundaryPath[] = [];
  for (const unit of unitsOf(nodes)) {
    const markers = markersIn(unit.text);
    const above = OWN_LABEL.test(unit.text) && markers.length === 0 ? 'other' : inherited(unit);
    for (const path of pathsIn(unit)) {
      const rule = markers.findLast((marker) => marker.at < path.start)?.rule ?? above;
      const { raw, folder, line } = path;
      if (rule === 'can') can.push({ raw, folder, line });
      else if (rule === 'cannot' && forbids(unit.text, path)) cannot.push({ raw, folder, line });
    }
  }
  return { can, cannot };
}
