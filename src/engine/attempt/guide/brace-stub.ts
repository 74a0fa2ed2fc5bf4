import { braceFunctions, type BraceFunction } from './braces.ts';

const NOT_DONE = /not (?:yet )?(?:been )?implemented|unimplemented|implement me|\bTODO\b|NotImplemented/i;
const PLACEHOLDER =
  /\bTODO\b|\bFIXME\b|placeholder|your (?:code|implementation|logic) here|implement (?:this|me|later|here)|(?:code|logic|implementation) (?:goes )?here|not (?:yet )?implemented|to be implemented/i;
const RAISES = /^(?:throw\b|panic!?\(|fatalError\(|todo!|unimplemented!|unreachable!|raise\b|TODO\()/;
/** One statement that returns or prints words that say so: an error, a rejected promise, a line of a log. */
const SAYS_SO =
  /^(?:return\b\s*(?:\w+,\s*)*(?:await\s+)?(?:&?\w+(?:\.|::))*(?:New|Errorf|Err|reject|fail|error)\s*\(|(?:console\.\w+|print\w*!?|fmt\.Print\w*|System\.(?:out|err)\.print\w*|e?println!|Console\.Write\w*|log\w*\.\w+)\s*\()/;
/** An assertion that cannot fail. */
const TRIVIAL_TEST = /^(?:expect\((?:true|1)\)\.to\w+\((?:true|1)?\)|assert(?:\.ok)?\(true\));?$/;
/** A function without braces around its body: Scala's `= ???`, Kotlin's `= TODO()`. */
const INLINE_STUB = /\b(?:def|fun)\b[^\n]{0,300}?=[ \t]*(?:\?\?\?|TODO\()/g;
const TRIVIAL_RETURN =
  /^(?:return\b)?\s*(?:(?:nil|null|0|""|false), *(?:nil|null|0|false)|null|undefined|nil|None|true|false|-?\d+(?:\.\d+)?|""|''|``|\[\]|\{\}|Promise\.resolve\(\)|Default::default\(\)|Ok\(\(\)\))?;?$/;

const statements = (code: string): number =>
  code.split(/;|\n(?=\s*[\w])/).filter((part) => part.trim() !== '').length;

/** Whether a body is one that says, in code or in a remark beside no code, that the work is still to do. */
function isStub({ body, code }: BraceFunction): boolean {
  const text = code.trim();
  if (/^(?:todo|unimplemented)!\(.*\);?$|^\?\?\?$/s.test(text)) return true;
  if (RAISES.test(text) && statements(text) === 1) return NOT_DONE.test(text);
  if (SAYS_SO.test(text) && statements(text) === 1) return NOT_DONE.test(text);
  return (TRIVIAL_RETURN.test(text) || TRIVIAL_TEST.test(text)) && PLACEHOLDER.test(body);
}

/**
 * The first stub among the functions that the answer made or changed, where stubs are most of them; null otherwise,
 * and where the brackets do not tell. Empty functions without a remark are legitimate callbacks and constructors.
 */
export function findBraceStub(before: string | null, after: string): string | null {
  const inline = [...after.matchAll(INLINE_STUB)];
  if (inline.length * 2 > (after.match(/\b(?:def|fun)\s+\w+/g)?.length ?? 0)) return inline[0]?.[0] ?? null;
  const functions = braceFunctions(after);
  if (functions === null || functions.length === 0) return null;
  const old = new Set(
    (before === null ? [] : (braceFunctions(before) ?? [])).map((f) => `${f.header}{${f.code}`),
  );
  const changed = functions.filter((f) => !old.has(`${f.header}{${f.code}`));
  const judged = changed.length > 0 ? changed : functions;
  const stubs = judged.filter(isStub);
  const first = stubs[0];
  const limit = changed.length > 0 ? stubs.length * 2 > judged.length : stubs.length === judged.length;
  if (first === undefined || !(limit || (stubs.length * 2 === judged.length && judged.length > 1)))
    return null;
  return after
    .slice(Math.max(0, first.start - first.header.length - 1), first.end + 1)
    .slice(0, 300)
    .trim();
}
