import type { Nodes, PhrasingContent, RootContent } from 'mdast';

/** A code span inside a line: half-open offsets into the line's text, and its line in the file. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** One line of prose with its emphasis and backticks taken off; `spans` says which parts stood in backticks. */
export interface Line {
  readonly text: string;
  readonly line: number;
  readonly spans: readonly Span[];
}

/** A line of prose with the heading and the labels above it. */
export interface Unit extends Line {
  readonly kind: 'item' | 'text' | 'heading';
  /** The sub-heading it is under, if any. */
  readonly heading: string | null;
  /** The labels and parent items that it belongs to, nearest last. */
  readonly leads: readonly string[];
}

const lineOf = (node: Nodes): number => node.position?.start.line ?? 1;

interface Flat {
  text: string;
  spans: Span[];
  /** Offsets where strong text starts. */
  strong: number[];
}

function flatten(nodes: readonly PhrasingContent[], flat: Flat): void {
  for (const node of nodes) {
    if (node.type === 'text') flat.text += node.value;
    else if (node.type === 'break') flat.text += '\n';
    else if (node.type === 'inlineCode') {
      const start = flat.text.length;
      flat.text += node.value;
      flat.spans.push({ start, end: flat.text.length, line: lineOf(node) });
    } else if ('children' in node) {
      if (node.type === 'strong') flat.strong.push(flat.text.length);
      flatten(node.children, flat);
    }
  }
}

/** A new label begins a new line of meaning; every other line break inside a paragraph is only wrapping. */
const LABEL_START = /^[^\p{L}\p{N}`]*\p{Lu}[\p{L}\p{N} /_-]{0,40}:(\s|$)/u;

/** The lines of a paragraph or heading, wrapped lines joined. */
function linesOf(node: {
  readonly children: PhrasingContent[];
  readonly position?: RootContent['position'];
}): Line[] {
  const flat: Flat = { text: '', spans: [], strong: [] };
  flatten(node.children, flat);
  const first = node.position?.start.line ?? 1;
  const strong = new Set(flat.strong);
  const lines: Line[] = [];
  let start = 0;
  let startLine = first;
  let line = first;
  let at = 0;
  const push = (end: number): void => {
    lines.push({
      text: flat.text.slice(start, end).replaceAll('\n', ' '),
      line: startLine,
      spans: flat.spans
        .filter((span) => span.start >= start && span.end <= end)
        .map((span) => ({ ...span, start: span.start - start, end: span.end - start })),
    });
  };
  for (;;) {
    const newline = flat.text.indexOf('\n', at);
    if (newline < 0) break;
    at = newline + 1;
    line += 1;
    const next = flat.text.indexOf('\n', at);
    if (strong.has(at) || LABEL_START.test(flat.text.slice(at, next < 0 ? undefined : next))) {
      push(newline);
      start = at;
      startLine = line;
    }
  }
  push(flat.text.length);
  return lines;
}

/** The plain text of a heading or paragraph. */
export const plainText = (node: { readonly children: PhrasingContent[] }): string =>
  linesOf(node)
    .map((line) => line.text)
    .join(' ')
    .trim();

/** Every line of prose below a section's heading, in order; fenced code and HTML are left out. */
export function unitsOf(nodes: readonly RootContent[]): Unit[] {
  const units: Unit[] = [];
  walk(nodes, { heading: null, leads: [], inItem: false }, units);
  return units;
}

interface ProseContext {
  readonly heading: string | null;
  readonly leads: readonly string[];
  readonly inItem: boolean;
}

function walk(nodes: readonly RootContent[], context: ProseContext, units: Unit[]): void {
  let heading = context.heading;
  let lead: string | null = null;
  const leads = (): readonly string[] => (lead === null ? context.leads : [...context.leads, lead]);
  for (const node of nodes) {
    if (node.type === 'heading') {
      for (const line of linesOf(node))
        units.push({ ...line, kind: 'heading', heading, leads: context.leads });
      heading = plainText(node);
      lead = heading;
    } else if (node.type === 'paragraph') {
      const kind = context.inItem ? 'item' : 'text';
      for (const line of linesOf(node)) {
        units.push({ ...line, kind, heading, leads: leads() });
        // A line that ends in a colon introduces what follows; an item always introduces the list inside it.
        if (context.inItem || /:\W*$/.test(line.text)) lead = line.text;
        else lead = heading;
      }
    } else if (node.type === 'list') {
      for (const item of node.children) walk(item.children, { heading, leads: leads(), inItem: true }, units);
      if (!context.inItem) lead = heading;
    } else if (node.type === 'blockquote') {
      walk(node.children, { heading, leads: leads(), inItem: context.inItem }, units);
    }
  }
}

/** A line's label: the words before its first colon, and where the rest begins. */
export function labelOf(line: Line): { readonly label: string; readonly end: number } | null {
  const before = line.text.slice(0, line.spans[0]?.start);
  const match = /^[^\p{L}\p{N}]*(?:\[[ xX]\])?[^\p{L}\p{N}]*(\p{L}[^:]{0,60}?)\s*:(?!\S*\/\/)\s*/u.exec(
    before,
  );
  return match?.[1] === undefined ? null : { label: match[1], end: match[0].length };
}
