import { forEachChild, parse, type SyntaxNode } from 'unbash';
import { programName, unwrap, wordsOf, type Words } from '../shell/command-words.ts';
import type { Instruction } from '../domain/instruction.ts';

/** Programs that only look at the files that they are given; any other may run the whole project. */
const LOOKS = new Set(
  'test [ grep egrep fgrep rg ls cat head tail wc stat file find diff cmp jq yq curl wget docker docker-compose psql redis-cli echo printf true false cd exit sort uniq cut tr sleep'.split(
    ' ',
  ),
);
/** Shorter names are too common to mean the deliverable. */
const MIN_NAME = 3;

/**
 * Whether a check may depend on the worker's deliverables: it names or imports one, or runs a program that may use
 * them.
 */
export function isRelated(text: string, instruction: Instruction): boolean {
  for (const { path } of instruction.deliverables) {
    const name = path.replace(/\/$/, '').split('/').at(-1) ?? '';
    const stem = name.replace(/\.[^.]+$/, '');
    if (text.includes(path.replace(/\/$/, '')) || text.includes(name)) return true;
    if (stem.length >= MIN_NAME && text.includes(stem)) return true;
  }
  const parts = new Set(instruction.deliverables.flatMap(({ path }) => path.split('/')));
  try {
    return mayReach(parse(text), parts);
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

function mayReach(node: SyntaxNode, parts: ReadonlySet<string>): boolean {
  let reaches = node.type === 'Command' && reachesByWords(unwrap(wordsOf(node)).words, parts);
  forEachChild(node, (child) => {
    reaches ||= mayReach(child, parts);
  });
  return reaches;
}

function reachesByWords(words: Words, parts: ReadonlySet<string>): boolean {
  const name = words[0];
  if (name === undefined) return false;
  if (name === null) return true;
  const program = programName(name);
  const code = words[words.indexOf('-c') + 1];
  if (/^python[\d.]*$/.test(program) && words.includes('-c'))
    return typeof code !== 'string' || importsFrom(code, parts);
  return !LOOKS.has(program);
}

/** `from package import *` may load nothing of the deliverable, so a name from it must be imported. */
function importsFrom(code: string, parts: ReadonlySet<string>): boolean {
  for (const [, from, what, plain] of code.matchAll(
    /\bfrom\s+([\w.]+)\s+import\s+([\w*(]+)|\bimport\s+([\w.]+)/g,
  )) {
    const top = (from ?? plain ?? '').split('.')[0] ?? '';
    if (parts.has(top) && what !== '*') return true;
  }
  return /\bsubprocess\b|\bos\.system\b|\bopen\(|\bPath\(|importlib|runpy/.test(code);
}
