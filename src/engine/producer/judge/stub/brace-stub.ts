import { posix } from 'node:path';
import { languageOfPath } from '../../answer/language.ts';
import { braceFunctions, type BraceFunction } from '../syntax/braces.ts';
import { ignoresParameters, isFixedBody } from './fixed-body.ts';
import { NOT_DONE, ON_PURPOSE, PLACEHOLDER, SHOWN_NOT_DONE } from './placeholder.ts';
import type { JudgedFile } from '../judged-file.ts';
import type { ScriptAnswer, ScriptFacts } from '../syntax/script-facts.ts';
import { scriptFunctions } from '../syntax/script-functions.ts';

const RAISES =
  /^(?:throw\b|panic!?\(|fatalError\(|todo!|unimplemented!|unreachable!|raise\b|TODO\(|(?:Assert(?:ions)?\.)?fail\(|XCTFail\(|t\.(?:Fatal|Error|Skip)f?\()/;
/** One statement that returns or prints words that say so: an error, a rejected promise, a line of a log. */
const SAYS_SO =
  /^(?:return\b\s*(?:\w+,\s*)*(?:await\s+)?(?:&?\w+(?:\.|::))*(?:New|Errorf|Err|reject|fail|error)\s*\(|(?:console\.\w+|print\w*!?|fmt\.Print\w*|System\.(?:out|err)\.print\w*|e?println!|Console\.Write\w*|log\w*\.\w+)\s*\()/;
/** `return nil, errTodo` */
const RETURNS_SO = /^return\b[^;]*\b\w*(?:todo|notimplemented|unimplemented)\w*;?$/i;
/** An assertion that cannot fail. */
const TRIVIAL_TEST = /^(?:expect\((?:true|1)\)\.to\w+\((?:true|1)?\)|assert(?:\.ok)?\(true\));?$/;
/** A function without braces around its body: Scala's `= ???`, Kotlin's `= TODO()`, C#'s `=> throw new …`. */
const INLINE_STUB =
  /\b(?:def|fun)\b[^\n]{0,300}?=[ \t]*(?:\?\?\?|TODO\(|throw NotImplementedError)|[\w)>]\s{1,80}=>\s*throw new \w*NotImplemented\w*\(/g;
const INLINE_FUNCTION = /\b(?:def|fun)\s+\w+|\)\s{1,80}=>(?!\s*\{)/g;
/** What is the same for everything by its very name, or stands in for something in tests. */
const CONSTANT_BY_NAME =
  /null|noop|no_op|always|never|allow|passthrough|constant|fixed|default|empty|dummy|fake|mock|stub|disabled|supports/i;
/** A constructor that stores its arguments says nothing about the work. */
const CONSTRUCTOR = /(?:^|[^\w$])(?:constructor|__construct|init|func New\w*)\s*\(/;

const statements = (code: string): number =>
  code.split(/;|\n(?=[ \t]*\w)/).filter((part) => part.trim() !== '').length;

/** `return this.name;` and `this.name = name;` say nothing about the work either. */
const isAccessor = (code: string): boolean =>
  /^(?:return (?:this\.|self\.|\$this->|&)?[a-z_]\w*|(?:this\.|self\.|\$this->)\w+ = \w+)(?:\.clone\(\))?;?$/.test(
    code.trim(),
  );

/** Whether a body is one that says, in code or in a remark beside no code, that the work is still to do. */
function isStub({ header, code, remarks }: BraceFunction, language: string): boolean {
  const text = code.trim();
  if (/^(?:todo|unimplemented)!\(.*\);?$|^\?\?\?$/s.test(text)) return true;
  if (RAISES.test(text) && statements(text) === 1) return NOT_DONE.test(text);
  if (SAYS_SO.test(text) && statements(text) === 1 && NOT_DONE.test(text)) return true;
  if (TRIVIAL_TEST.test(text) || RETURNS_SO.test(text)) return true;
  if (text === '') return remarks !== '' && !ON_PURPOSE.test(remarks);
  if (!isFixedBody(code, language)) return false;
  if (PLACEHOLDER.test(remarks) || SHOWN_NOT_DONE.test(stringsIn(text))) return true;
  // Steps that are only told.
  return (
    remarks.split('\n').length + remarks.split('//').length > 3 && ignoresParameters(header, code, language)
  );
}

/**
 * The first stub among the functions that the answer made or changed, where stubs are most of them; null otherwise,
 * and where the brackets do not tell. Empty functions without a remark are legitimate callbacks and constructors.
 * @param parsed what Babel says about the file, where it is for it: its functions are known better then
 */
export function findBraceStub(
  { path, before, after }: JudgedFile,
  parsed: ScriptAnswer | null,
): string | null {
  const language = languageOfPath(path) ?? '';
  const inline = [...after.matchAll(INLINE_STUB)];
  if (inline.length * 2 > (after.match(INLINE_FUNCTION)?.length ?? 0)) return inline[0]?.[0] ?? null;
  const todo = findTodoTests(after);
  if (todo !== null) return todo;
  const functionsOf = (text: string, facts: ScriptFacts | null): readonly BraceFunction[] =>
    scriptFunctions(text, facts) ?? braceFunctions(text, language) ?? [];
  const functions = functionsOf(after, parsed?.after ?? null);
  const known = before === null ? [] : functionsOf(before, parsed?.before ?? null);
  const old = new Set(known.map(signatureOf));
  const changed = functions.filter((f) => !old.has(signatureOf(f)));
  const mine = changed.length > 0 ? changed : functions;
  const working = mine.filter(({ header, code }) => !CONSTRUCTOR.test(header) && !isAccessor(code));
  const judged = working.length > 0 ? working : mine;
  const stubs = judged.filter((f) => isStub(f, language));
  const hollow = CONSTANT_BY_NAME.test(posix.basename(path))
    ? []
    : judged.filter((f) => !stubs.includes(f) && isHollow(f, language));
  if (hollow.length > 0 && stubs.length + hollow.length === judged.length && judged.length > 1)
    stubs.push(...hollow);
  const first = stubs[0];
  const limit = changed.length > 0 ? stubs.length * 2 > judged.length : stubs.length === judged.length;
  if (first === undefined || !(limit || (stubs.length * 2 === judged.length && judged.length > 1)))
    return null;
  return `${first.header} {${first.body}}`.slice(0, 300);
}

/** `test.todo('…')` and nothing else. */
function findTodoTests(text: string): string | null {
  const todo = [...text.matchAll(/\b(?:it|test)\.todo\([^\n]*/g)];
  return todo.length > 0 && !/\b(?:it|test)(?:\.(?:each|only|skip)[^\n(]*)?\(/.test(text)
    ? (todo[0]?.[0] ?? null)
    : null;
}

const signatureOf = ({ header, code }: BraceFunction): string => `${header}{${code}`;

/** Says nothing of it, but gives the same answer to everything: where all functions do, nothing was written. */
const isHollow = ({ header, code }: BraceFunction, language: string): boolean =>
  /\S/.test(code) &&
  /\breturn\b/.test(code) &&
  !CONSTANT_BY_NAME.test(header) &&
  isFixedBody(code, language) &&
  ignoresParameters(header, code, language);

/** Its short strings and the text of its markup; a template of a file may say anything. */
const stringsIn = (code: string): string =>
  code.includes('`') ? '' : (code.match(/"[^"\n]*"|'[^'\n]*'|>[^<>{}]+</g) ?? []).join(' ');
