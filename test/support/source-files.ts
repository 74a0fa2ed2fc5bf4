import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The checkout's root, absolute. */
export const repoRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** All TypeScript sources of the product, parsed; `fileName` is relative to the root (`src/engine/clock.ts`). */
export function sourceFiles(): ts.SourceFile[] {
  return readdirSync(join(repoRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join('src', name))
    .sort()
    .map((name) => parseSource(name, readFileSync(join(repoRoot, name), 'utf8')));
}

/** One source, parsed by the compiler's own parser. */
export function parseSource(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
}

/** Calls back for every node below `node`, parents first. */
export function visitAll(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => visitAll(child, visit));
}

/** `src/engine/clock.ts:11`, with the line counted from 1. */
export function placeOf(file: ts.SourceFile, node: ts.Node): string {
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
}
