import type { BraceFunction } from './braces.ts';
import type { ScriptFacts } from './script-facts.ts';

/** The functions of a text of JavaScript or TypeScript as its parser found them; null where it does not parse. */
export function scriptFunctions(source: string, facts: ScriptFacts | null): BraceFunction[] | null {
  if (facts === null || facts.error !== null) return null;
  return facts.functions.map((found) => functionOf(source, found, facts.comments));
}

function functionOf(
  source: string,
  { start, bodyStart, bodyEnd, isBlock }: ScriptFacts['functions'][number],
  comments: ScriptFacts['comments'],
): BraceFunction {
  const from = bodyStart + (isBlock ? 1 : 0);
  const to = bodyEnd - (isBlock ? 1 : 0);
  let code = '';
  let remarks = '';
  let at = from;
  for (const [commentStart, commentEnd] of comments) {
    if (commentStart < from || commentEnd > to) continue;
    code += `${source.slice(at, commentStart)} `;
    remarks += ` ${source.slice(commentStart, commentEnd)}`;
    at = commentEnd;
  }
  code += source.slice(at, to);
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  return {
    header: source.slice(lineStart, bodyStart).trim(),
    body: source.slice(from, to),
    remarks,
    code: isBlock ? code : `return ${code}`,
    start: bodyStart,
    end: bodyEnd,
  };
}
