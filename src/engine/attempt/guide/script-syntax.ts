import { posix } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { JudgedFile } from './judged-file.ts';

/**
 * Compiles and runs nothing: JavaScript as a script or as a module, TypeScript by Node's own type stripper. What the
 * stripper knows but cannot strip (enums, namespaces) is valid TypeScript.
 */
const SCRIPT = String.raw`
const vm = require('node:vm');
const { stripTypeScriptTypes } = require('node:module');
const first = (error) => String(error.message).split('\n')[0];
const fails = (parse) => { try { parse(); return null; } catch (error) { return error; } };
const script = (code) => fails(() => vm.compileFunction(code.replace(/^#!.*/, '')));
const module_ = (code) => fails(() => new vm.SourceTextModule(code));
function check({ kind, code }) {
  if (kind === 'ts') {
    if (stripTypeScriptTypes === undefined) return null;
    const error = fails(() => stripTypeScriptTypes(code));
    return error === null || error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' ? null : first(error);
  }
  if (kind !== 'cjs' && module_(code) === null) return null;
  if (kind !== 'mjs' && script(code) === null) return null;
  return first(kind === 'cjs' ? script(code) : module_(code));
}
let input = '';
process.stdin.setEncoding('utf8').on('data', (text) => (input += text)).on('end', () => {
  for (const file of JSON.parse(input)) process.stdout.write(JSON.stringify(check(file)) + '\n');
});
`;

const KINDS = new Map([
  ['.js', 'js'],
  ['.mjs', 'mjs'],
  ['.cjs', 'cjs'],
  ['.ts', 'ts'],
  ['.mts', 'ts'],
  ['.cts', 'ts'],
]);
const LIMIT_MS = 30_000;
const line = z.string().nullable();

/** Syntax errors of JavaScript and TypeScript files (not of JSX), by index, from one Node child without our environment. */
export async function scriptErrors(files: readonly JudgedFile[]): Promise<Map<number, string>> {
  const errors = new Map<number, string>();
  const scripts = files.flatMap(({ path, after }, index) => {
    const kind = KINDS.get(posix.extname(path).toLowerCase());
    return kind === undefined ? [] : [{ index, kind, code: after }];
  });
  if (scripts.length === 0) return errors;
  const result = await execa(process.execPath, ['--no-warnings', '--experimental-vm-modules', '-e', SCRIPT], {
    input: JSON.stringify(scripts.map(({ kind, code }) => ({ kind, code }))),
    extendEnv: false,
    env: { PATH: process.env.PATH },
    timeout: LIMIT_MS,
    reject: false,
  });
  for (const [row, text] of result.stdout.split('\n').entries()) {
    const script = scripts[row];
    if (script === undefined || text === '') continue;
    const parsed = line.safeParse(JSON.parse(text));
    if (parsed.success && parsed.data !== null) errors.set(script.index, parsed.data);
  }
  return errors;
}
