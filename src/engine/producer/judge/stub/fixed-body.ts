import { maskText } from '../syntax/braces.ts';

/** What a body may call that does none of the work: it says something, waits, or makes a value out of nothing. */
const IDLE_CALLS = new Set(
  (
    'log info warn warning error debug trace print println printf Println Printf Print write writeLine WriteLine puts ' +
    'echo error_log fatal notice eprintln sleep delay setTimeout resolve reject Ok Some Err of empty emptyList emptyMap ' +
    'listOf mapOf setOf mutableListOf emptySet noContent ok build body json send status sendStatus end response now ' +
    'Now random randomUUID uuid vec new default from_str to_string toString String Default asList fromResult ' +
    'CompletedTask completedFuture just Errorf require void success from alloc Error WriteHeader stringify Sleep nextDouble nextInt StatusCode'
  ).split(' '),
);
const CONTROL =
  /\b(?:if|else|for|foreach|while|do|switch|match|try|catch|loop|when|yield|select|go|defer|function|func|fn|class)\b/;
/** Arithmetic, comparisons and choices: something is worked out. */
const WORKS = /[+*/%&|?^~]|(?<![-=:])>(?!\()|<(?![\w/>])|[=!]=|\s-\s/;
const OWN_STATE = /\b(?:this|self)\s*\.\s*(?!log|logger|_log)\w|\$this->(?!log)/;

/**
 * Whether a body in a language with braces only says, waits or returns what was written into it, so that it is the
 * same whatever it is asked for. An empty body is one, too.
 * @param code the body without its comments
 */
export function isFixedBody(code: string, language: string): boolean {
  const text = maskText(code, language).replace(/_{2,}/g, '""').trim();
  if (text === '') return true;
  if (text.length > 500) return false;
  const plain = withoutMarkup(text).replace(
    /->|=>|::|<[\w\s,.<>[\]?]*>|<\/?>|&(?:mut )?(?=\w)|\?(?=;|\))|!(?=\()/g,
    ' ',
  );
  if (CONTROL.test(plain) || WORKS.test(plain) || OWN_STATE.test(text)) return false;
  return [...plain.matchAll(/(\.?)\s*([\w$]+)\s*\(/g)].every(
    ([, dot, name = '']) =>
      IDLE_CALLS.has(name) || (dot === '' && /^(?:[A-Z]|(?:return|await|throw|raise)$)/.test(name)),
  );
}

/** `<p>Chart</p>` holds nothing that is worked out, unless there is something in braces. */
function withoutMarkup(text: string): string {
  const plain = text
    .replace(/=\{\{[^{}]*\}\}/g, '')
    .replace(/(?<=[>\w\s.,:;=])\{[\w.]*\s*\}(?=[<>\w\s.,:;])/g, '');
  return plain.includes('{') && /<\w/.test(plain)
    ? text
    : plain.replace(/<\/?[A-Za-z][^<>{}]*>[^<>{}]*/g, ' ');
}

/** Words of a header that name no parameter. */
const NO_PARAMETER =
  /^(?:string|str|number|boolean|bool|int|uint\w*|int\w*|float\w*|double|long|char|byte|void|any|unknown|object|const|mut|readonly|final|self|this|ctx|context|error|interface|map|func|final|in|out|ref|let|var|async|_\w*)$/;

/**
 * Whether a function with parameters does the same whatever they are: it uses none of them, except to say them.
 * @param header what stands before the body: name, parameters and type
 */
export function ignoresParameters(header: string, code: string, language: string): boolean {
  const list = /\(([^()]*(?:\([^()]*\)[^()]*)*)\)[^()]*$/.exec(header)?.[1] ?? '';
  const names = (list.match(/[a-z]\w*/g) ?? []).filter((name) => !NO_PARAMETER.test(name));
  if (names.length === 0) return false;
  const silent = code.replace(
    /^.*\b(?:console\.\w+|log\w*\.\w+|print\w*|Printf|Println|slog\.\w+)\s*[(!].*$/gm,
    '',
  );
  const inTemplates = [...silent.matchAll(/\$\{?([^}"']*)/g)].map((match) => match[1] ?? '').join(' ');
  const used = new Set(`${maskText(silent, language)} ${inTemplates}`.match(/[a-z]\w*/g));
  return names.every((name) => !used.has(name));
}
