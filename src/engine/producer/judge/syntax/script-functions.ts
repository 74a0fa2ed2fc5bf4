import { z } from 'zod';
import type { BraceFunction } from './braces.ts';
import { parseScript } from './script-syntax.ts';

/** What every node of the tree has; the rest of it is searched for nodes, whatever it is called. */
const nodeShape = z.looseObject({ type: z.string(), start: z.number(), end: z.number() });
type Node = z.infer<typeof nodeShape>;

const FUNCTIONS = new Set([
  ...['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'],
  ...['ObjectMethod', 'ClassMethod', 'ClassPrivateMethod'],
]);
/** Where a function without braces is one by itself; elsewhere it is a small part of a statement. */
const NAMES_IT = new Set([
  ...[
    'VariableDeclarator',
    'ClassProperty',
    'ObjectProperty',
    'AssignmentExpression',
    'ExportDefaultDeclaration',
  ],
]);

/** The functions of a file of JavaScript or TypeScript, from its tree; null where it is none, or does not parse. */
export function scriptFunctions(path: string, source: string): BraceFunction[] | null {
  const parsed = parseScript(path, source);
  if (parsed?.ok !== true) return null;
  const comments = (parsed.value.comments ?? []).map(({ start, end }) => ({
    start: start ?? 0,
    end: end ?? 0,
  }));
  const found: BraceFunction[] = [];
  const pending: { readonly node: Node; readonly parent: string }[] = [
    { node: nodeShape.parse(parsed.value.program), parent: 'File' },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent } = next;
    const body = FUNCTIONS.has(node.type) ? nodeShape.safeParse(node['body']).data : undefined;
    if (body !== undefined && (body.type === 'BlockStatement' || NAMES_IT.has(parent)))
      found.push(functionOf(source, node, body, comments));
    for (const child of childrenOf(node)) pending.push({ node: child, parent: node.type });
  }
  return found.sort((a, b) => a.start - b.start);
}

function functionOf(
  source: string,
  node: Node,
  body: Node,
  comments: readonly { readonly start: number; readonly end: number }[],
): BraceFunction {
  const isBlock = body.type === 'BlockStatement';
  const from = body.start + (isBlock ? 1 : 0);
  const to = body.end - (isBlock ? 1 : 0);
  let code = '';
  let remarks = '';
  let at = from;
  for (const comment of comments.filter(({ start, end }) => start >= from && end <= to)) {
    code += `${source.slice(at, comment.start)} `;
    remarks += ` ${source.slice(comment.start, comment.end)}`;
    at = comment.end;
  }
  code += source.slice(at, to);
  const lineStart = source.lastIndexOf('\n', node.start - 1) + 1;
  return {
    header: source.slice(lineStart, body.start).trim(),
    body: source.slice(from, to),
    remarks,
    code: isBlock ? code : `return ${code}`,
    start: body.start,
    end: body.end,
  };
}

function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key.endsWith('Comments')) continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (isNode(one)) children.push(one);
    }
  }
  return children;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;
