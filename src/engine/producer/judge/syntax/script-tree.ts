import { posix } from 'node:path';
import { parse, parseExpression, type ParserOptions } from '@babel/parser';
import type { ScriptFacts, ScriptQuestion } from './script-facts.ts';

type Plugins = NonNullable<ParserOptions['plugins']>;

const JS: Plugins = ['jsx', 'decorators-legacy'];
const TS: Plugins = ['typescript', 'decorators-legacy'];
const TYPES: Plugins = [['typescript', { dts: true }]];

/** By extension: what its parser must know, and whether a file is a module; `unambiguous` where only its text tells. */
const KINDS: Readonly<Record<string, readonly [Plugins, ParserOptions['sourceType']]>> = {
  '.js': [JS, 'unambiguous'],
  '.jsx': [JS, 'unambiguous'],
  '.mjs': [JS, 'module'],
  '.cjs': [JS, 'commonjs'],
  '.ts': [TS, 'unambiguous'],
  '.mts': [TS, 'module'],
  '.cts': [TS, 'unambiguous'],
  '.tsx': [[...TS, 'jsx'], 'unambiguous'],
};

/** What Babel says about a text: its syntax error, or where its functions and comments are. */
export function factsOfText(kind: ScriptQuestion['kind'], path: string, text: string): ScriptFacts {
  try {
    if (kind === 'expression') {
      parseExpression(text);
      return NOTHING;
    }
    const { program, comments } = parse(text, optionsFor(path));
    return {
      error: null,
      functions: functionsIn(program),
      comments: (comments ?? []).map(({ start, end }) => [start ?? 0, end ?? 0]),
    };
  } catch (error) {
    // Hostile nesting overflows the stack.
    if (error instanceof RangeError) return { ...NOTHING, error: 'it nests too deeply' };
    if (error instanceof SyntaxError) return { ...NOTHING, error: error.message };
    throw error;
  }
}

const NOTHING: ScriptFacts = { error: null, functions: [], comments: [] };

function optionsFor(path: string): ParserOptions {
  const [plugins, sourceType = 'unambiguous'] = KINDS[posix.extname(path).toLowerCase()] ?? [TS];
  const isTypes = /\.d\.[cm]?ts$/i.test(path);
  return {
    sourceType,
    plugins: isTypes ? TYPES : plugins,
    allowUndeclaredExports: true,
    ...(sourceType === 'commonjs'
      ? {}
      : { allowReturnOutsideFunction: sourceType !== 'module', allowAwaitOutsideFunction: true }),
  };
}

/** What every node of the tree has; the rest of it is searched for nodes, whatever it is called. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const FUNCTIONS = new Set([
  ...['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'],
  ...['ObjectMethod', 'ClassMethod', 'ClassPrivateMethod'],
]);
/** Where a function without braces is one by itself; elsewhere it is a small part of a statement. */
const NAMES_IT = new Set([
  ...['VariableDeclarator', 'ClassProperty', 'ObjectProperty'],
  ...['AssignmentExpression', 'ExportDefaultDeclaration'],
]);

function functionsIn(program: unknown): ScriptFacts['functions'] {
  const found: ScriptFacts['functions'] = [];
  const pending = isNode(program) ? [{ node: program, parent: 'File' }] : [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent } = next;
    const body = FUNCTIONS.has(node.type) && 'body' in node ? node.body : null;
    if (isNode(body)) {
      const isBlock = body.type === 'BlockStatement';
      if (isBlock || NAMES_IT.has(parent))
        found.push({ start: node.start, bodyStart: body.start, bodyEnd: body.end, isBlock });
    }
    for (const child of childrenOf(node)) pending.push({ node: child, parent: node.type });
  }
  return found.sort((a, b) => a.bodyStart - b.bodyStart);
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
