import { posix } from 'node:path';
import { parse, type ParserOptions } from '@babel/parser';
import { err, ok, type Result } from '../../../domain/result.ts';

type File = ReturnType<typeof parse>;

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

/** The tree of a file of JavaScript or TypeScript, JSX or not; its syntax error; null for every other language. */
export function parseScript(path: string, text: string): Result<File, string> | null {
  const kind = KINDS[posix.extname(path).toLowerCase()];
  if (kind === undefined) return null;
  const [plugins, sourceType] = kind;
  const isTypes = /\.d\.[cm]?ts$/i.test(path);
  try {
    const tree = parse(text, {
      sourceType: sourceType ?? 'unambiguous',
      plugins: isTypes ? TYPES : plugins,
      allowUndeclaredExports: true,
      ...(sourceType === 'commonjs'
        ? {}
        : { allowReturnOutsideFunction: sourceType !== 'module', allowAwaitOutsideFunction: true }),
    });
    return ok(tree);
  } catch (error) {
    // Hostile nesting overflows the stack.
    if (error instanceof RangeError) return err('it nests too deeply');
    if (error instanceof SyntaxError) return err(error.message);
    throw error;
  }
}

/** The syntax error of a file of JavaScript or TypeScript; null where it parses or is in no such language. */
export function scriptError(path: string, text: string): string | null {
  const parsed = parseScript(path, text);
  return parsed === null || parsed.ok ? null : parsed.error;
}
