import type { RootContent } from 'mdast';
import type { Deliverable } from '../domain/instruction.ts';
import { labelOf, unitsOf, type Unit } from './markdown.ts';
import { looksLikeFile, looksLikeFolder, pathsIn, type PathMention } from './paths.ts';

/** A deliverable as it is written, before its path is resolved. */
export interface RawDeliverable {
  readonly raw: string;
  readonly from: Deliverable['from'];
  readonly confidence: number;
  readonly line: number;
}

/** Labels and leads under which a path is only mentioned. */
const MENTION_LABEL =
  /\b(results? file|references?|examples?|see( also)?|reads?|inputs?|imports?|depends|dependenc\w+|uses|usage|run|commands?|do not|don't|cannot|must not|never|based on|source of truth|rollback|out of scope|not included|fixtures? used)\b/i;
/** Labels that announce the path of a deliverable. */
const FILE_LABEL =
  /\b(files?|paths?|creat\w*|updat\w*|modif\w*|writ\w*|edit\w*|add|new|extend|implement\w*|change|targets?|outputs?|deliverables?|modules?|scripts?|documents?|documentation|config\w*|tests?|folder|directory)\b/i;
const CREATING_LABEL =
  /\b(creat\w*|updat\w*|modif\w*|new|exact|targets?|outputs?)\b.*\b(files?|paths?)\b|^(exact )?file( path)?$/i;
const FILE_HEADING = /\b(files?|deliverables?|paths?|creat\w*|modif\w*|updat\w*|outputs?|artifacts?)\b/i;
/** Words right before a path that only refer to it. */
const REFERS =
  /\b(see|from|like|using|uses?|reads?|imports?|as in|same as|similar to|references?|against|per|via|by|runs?|running|with|for|than|calls?|loads?|follow\w*|match\w*|tests? of|based on|according to|e\.g\.)\s*[,:]?\s*(the\s+|file\s+|existing\s+|script\s+)*$/i;
const VERB =
  /^[^\p{L}\p{N}]*(?:\[[ xX]\])?[^\p{L}\p{N}]*(creat|add|updat|writ|implement|extend|modif|edit|chang|fix|refactor|build|mov|renam|delet|remov|export|regist|document|generat|introduc|wir|configur|defin|replac|convert|port|split|extract|integrat|complet|improv|adjust|append|insert|set|put|provid|produc)\w*\b/iu;
/** "Export it from `a.py`" changes `a.py`; "copy it from `a.py`" does not. */
const TAKES_FROM = /^\W*(\[[ xX]\])?\W*(delet|remov|export|extract|mov)\w*\b/i;
/** Between two paths that are named together. */
const JOINED =
  /^[\s,;&+()]*(and|plus|then|to|as well as|(test|header|source|config) files?:?)?[\s,]*(the |a |a new |new |test |file |update |create |modify )*(files?:?)?\s*$/i;
/** Only this many characters between or before paths are matched: the patterns backtrack too long on more. */
const LONGEST = 160;
const tailOf = (text: string): string => text.slice(-LONGEST);
const isJoined = (between: string): boolean => between.length <= LONGEST && JOINED.test(between);
const refers = (before: string): boolean => REFERS.test(tailOf(before));
const PLAIN_PREFIX = /^\(?(<?(repo(sitory)?|project)[ _-]?(root)?>?)\)?\//i;
const ACTION =
  /\b(creat|add|updat|writ|implement|extend|modif|edit|chang|mov|output|put|place|in|to|into|at)\w*\s+([\w-]+\s+){0,3}$/i;

function plainPaths(text: string): string[] {
  const words = text.replace(/\((repo|repository|project) root\)\s*\//gi, '').split(/[\s,;]+/);
  return words
    .map((word) => word.replace(PLAIN_PREFIX, '').replace(/^["'(]+|["').:]+$/g, ''))
    .filter((word) => looksLikeFile(word) || (looksLikeFolder(word) && word.length > 1));
}

/** The paths that stand together at the start: `a.py`, `b.py` and `c.py`, but not what the sentence goes on to mention. */
function run(text: string, paths: readonly PathMention[]): PathMention[] {
  const together: PathMention[] = [];
  for (const path of paths) {
    const last = together.at(-1);
    if (last && !isJoined(text.slice(last.end, path.start))) break;
    together.push(path);
  }
  return together;
}

const of = (path: PathMention, from: Deliverable['from'], confidence: number): RawDeliverable => ({
  raw: path.raw,
  from,
  confidence,
  line: path.line,
});

function fromLabel(unit: Unit, label: string, end: number): RawDeliverable[] {
  const paths = pathsIn(unit);
  if (!FILE_LABEL.test(label)) {
    const near = paths.filter((path) => !refers(unit.text.slice(0, path.start)) && !path.folder);
    return run(unit.text, near).map((path) => of(path, 'prose', 0.6));
  }
  const [first] = paths;
  if (!first) {
    if (!/\b(files?|paths?)\b/i.test(label) || unit.spans.length > 0) return [];
    return plainPaths(unit.text.slice(end)).map((raw) => ({
      raw,
      from: 'label',
      confidence: 0.9,
      line: unit.line,
    }));
  }
  if (refers(unit.text.slice(end, first.start))) return [];
  return run(unit.text, paths).map((path) => of(path, 'label', path === first ? 0.95 : 0.85));
}

function fromItem(unit: Unit): RawDeliverable[] {
  const paths = pathsIn(unit);
  const [first] = paths;
  if (!first) {
    const bare = unit.text.replace(/^[^\p{L}\p{N}./]*(\[[ xX]\])?\s*/u, '').trim();
    return looksLikeFile(bare) && unit.spans.length === 0
      ? [{ raw: bare, from: 'list', confidence: 0.8, line: unit.line }]
      : [];
  }
  const before = unit.text.slice(0, first.start);
  const starts = /^[^\p{L}\p{N}]*(\[[ xX]\])?[^\p{L}\p{N}]*$/u.test(before);
  if (starts) return run(unit.text, paths).map((path) => of(path, 'list', 0.9));
  const acts = VERB.test(unit.text);
  return paths
    .filter((path) => {
      const words = unit.text.slice(0, path.start);
      if (path.folder && !/\b(folder|directory)\b/i.test(unit.text)) return false;
      return !refers(words) || (TAKES_FROM.test(unit.text) && /\bfrom\s+(the\s+)?$/i.test(words));
    })
    .map((path) => of(path, 'list', acts ? 0.8 : 0.6));
}

/** Paths that DELIVERABLES says are to be created or changed, surest first where one is named twice. */
export function deliverablesIn(nodes: readonly RootContent[]): RawDeliverable[] {
  const sure: RawDeliverable[] = [];
  const unsure: RawDeliverable[] = [];
  for (const unit of unitsOf(nodes)) {
    if (unit.kind === 'heading' || unit.leads.some((lead) => MENTION_LABEL.test(lead))) continue;
    const labelled = labelOf(unit);
    if (labelled && MENTION_LABEL.test(labelled.label)) continue;
    // Text under a sub-heading explains, once the deliverables were listed above it.
    const explains = unit.heading !== null && sure.length > 0 && !FILE_HEADING.test(unit.heading);
    if (labelled && (!explains || CREATING_LABEL.test(labelled.label)))
      sure.push(
        ...fromLabel(unit, labelled.label, labelled.end).filter((path) => !explains || path.from === 'label'),
      );
    else if (explains) continue;
    else if (unit.kind === 'item') sure.push(...fromItem(unit));
    else
      for (const path of pathsIn(unit)) {
        const before = unit.text.slice(0, path.start);
        if (!path.folder && !refers(before) && (ACTION.test(tailOf(before)) || before.trim() === ''))
          unsure.push(of(path, 'prose', 0.5));
      }
    if (labelled === null && unit.spans.length === 0)
      for (const raw of plainPaths(unit.text).filter((path) => path.includes('/')))
        unsure.push({ raw, from: 'prose', confidence: 0.4, line: unit.line });
  }
  return sure.length > 0 ? sure : unsure;
}
