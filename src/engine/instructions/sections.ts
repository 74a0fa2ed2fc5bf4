import type { Root, RootContent } from 'mdast';
import type { Section } from '../domain/instruction.ts';
import { plainText } from './markdown.ts';

/** The names of the framework's points, under both namings of points 8 to 10. */
const SECTION_NAMES = [
  'DELIVERABLES',
  'SUCCESS_CRITERIA',
  'BOUNDARIES',
  'DEPENDENCIES',
  'MITIGATION',
  'TEST_PROCESS',
  'TEST_RESULTS_FORMAT',
  'TASK_CLASSIFICATION',
  'RETROSPECTIVE',
  'PERFORMANCE_REQUIREMENTS',
  'RESOURCE_REQUIREMENTS',
  'RISK_ASSESSMENT',
  'QUALITY_METRICS',
] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

/** A section with its Markdown tree. */
export interface SectionTree extends Section {
  readonly nodes: readonly RootContent[];
}

export interface Outline {
  /** The first heading's text, where it is no section. */
  readonly title: string | null;
  readonly preamble: readonly RootContent[];
  readonly sections: readonly SectionTree[];
  /** Later sections with a name that was there already: name and line. */
  readonly repeated: readonly { readonly name: string; readonly line: number }[];
}

const byKey = new Map<string, SectionName>();
for (const name of SECTION_NAMES) {
  const key = name.replaceAll('_', '');
  byKey.set(key, name);
  byKey.set(key.endsWith('IES') ? `${key.slice(0, -3)}Y` : key.replace(/S$/, ''), name);
}

/** `6) Test Process (required):` is `TEST_PROCESS`; null for every other heading. */
function canonicalName(heading: string): SectionName | null {
  const key = heading
    .replace(/\([^)]*\)/g, '')
    .replace(/^\W*(section|point|part|step)?\W*\d+(\.\d+)*(?=\W)/i, '')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
  return byKey.get(key) ?? null;
}

interface Mark {
  readonly at: number;
  readonly depth: number;
  readonly text: string;
  readonly name: SectionName | null;
}

/** Deeper than any heading: a bold line serves as a heading only where no heading has the name. */
const BOLD_DEPTH = 7;

function marksOf(root: Root, lines: readonly string[]): Mark[] {
  const marks: Mark[] = [];
  for (const [at, node] of root.children.entries()) {
    if (node.type === 'heading') {
      const text = plainText(node);
      const name = canonicalName(text);
      // `---` right below a paragraph makes a heading of it in Markdown; authors mean a rule.
      const underlined =
        node.depth === 2 && /^\s{0,3}-+\s*$/.test(lines[(node.position?.end.line ?? 0) - 1] ?? '');
      if (!underlined || name !== null) marks.push({ at, depth: node.depth, text, name });
    } else if (
      node.type === 'paragraph' &&
      node.children.length === 1 &&
      node.children[0]?.type === 'strong'
    ) {
      const text = plainText(node);
      const name = canonicalName(text);
      if (name !== null) marks.push({ at, depth: BOLD_DEPTH, text, name });
    }
  }
  return marks;
}

/** Cuts a worker file into its sections, by name, whatever their number, heading level and order. */
export function outlineOf(root: Root, source: string): Outline {
  const lines = source.split('\n');
  const marks = marksOf(root, lines);
  const shallowest = new Map<SectionName, number>();
  for (const { name, depth } of marks)
    if (name !== null) shallowest.set(name, Math.min(depth, shallowest.get(name) ?? BOLD_DEPTH));

  // A sub-heading that happens to be called like a section is part of the text it stands in.
  const starts: Mark[] = [];
  let depth = 0;
  for (const mark of marks) {
    const known = mark.name !== null && shallowest.get(mark.name) === mark.depth;
    const extra = mark.name === null && starts.length > 0 && mark.depth <= depth;
    if (!known && !extra) continue;
    starts.push(mark);
    depth = Math.min(mark.depth, 6);
  }

  const sections: SectionTree[] = [];
  const repeated: { name: string; line: number }[] = [];
  const seen = new Set<string>();
  for (const [index, mark] of starts.entries()) {
    const next = starts[index + 1];
    const heading = root.children[mark.at];
    const line = heading?.position?.start.line ?? 1;
    const after = next && root.children[next.at]?.position?.start.line;
    const endLine = after === undefined ? lines.length : after - 1;
    const name = mark.name ?? mark.text.toUpperCase();
    if (mark.name !== null && seen.has(name)) repeated.push({ name, line });
    seen.add(name);
    const text = lines.slice(heading?.position?.end.line ?? line, endLine).join('\n');
    sections.push({ name, line, endLine, text, nodes: root.children.slice(mark.at + 1, next?.at) });
  }
  const first = marks[0];
  const title = first !== undefined && first.name === null && first.depth < BOLD_DEPTH ? first.text : null;
  return { title, preamble: root.children.slice(0, starts[0]?.at), sections, repeated };
}
