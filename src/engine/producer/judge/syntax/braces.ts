/** A function of a language with braces, as far as a reader of brackets can tell. */
export interface BraceFunction {
  readonly header: string;
  /** The body with its comments and strings. */
  readonly body: string;
  /** The body without comments. */
  readonly code: string;
  /** The comments of the body. */
  readonly remarks: string;
  readonly start: number;
  readonly end: number;
}

const CONTROL =
  /(?:^|[^\w.])(?:if|for|foreach|while|switch|catch|with|match|select|loop|else|do|try|finally|unsafe|synchronized|using|lock)\s*$/;
/** Go and Swift write no parentheses around a condition. */
const CONTROL_LINE =
  /^\s*(?:\}\s*)?(?:else\s+)?(?:if|for|switch|select|while|match|guard|catch|case|return)\b/;
const NOT_A_FUNCTION =
  /\b(?:class|interface|enum|struct|impl|trait|namespace|module|package|object|union|type|extends|implements)\b[^()]*$/;

/**
 * Finds the functions of JavaScript, TypeScript, Java, Go, Rust, C and their like by their brackets, in linear time.
 * Returns null where the brackets do not match: then nothing can be said.
 */
export function braceFunctions(source: string, language: string): BraceFunction[] | null {
  // `interface{}` is a type of Go and opens nothing.
  const masked = maskText(source, language).replace(/\b(?:interface|struct)\{\}/g, (type) =>
    '_'.repeat(type.length),
  );
  const found: BraceFunction[] = [];
  const open: { at: number; header: string | null }[] = [];
  let segment = 0;
  for (let at = 0; at < masked.length; at++) {
    const char = masked[at];
    if (char === ';' && !insideParens(masked, segment, at)) segment = at + 1;
    if (char === '{') {
      const header = masked.slice(Math.max(segment, at - 600), at);
      open.push({ at, header: isFunctionHeader(header) ? header.trim() : null });
      segment = at + 1;
    } else if (char === '}') {
      const opening = open.pop();
      if (opening === undefined) return null;
      if (opening.header !== null) {
        const body = source.slice(opening.at + 1, at);
        found.push({
          header: opening.header,
          body,
          ...splitComments(body, language),
          start: opening.at,
          end: at,
        });
      }
      segment = at + 1;
    }
  }
  return open.length > 0 ? null : found.sort((a, b) => a.start - b.start);
}

/** How many braces are open at the end of a text; negative where one is closed that was never opened. */
export function braceBalance(source: string, language: string): number {
  // In a style sheet `//` is part of an address.
  const text = maskText(language === 'css' ? source.replaceAll('//', '  ') : source, language);
  let depth = 0;
  for (const brace of text.match(/[{}]/g) ?? []) {
    depth += brace === '{' ? 1 : -1;
    if (depth < 0) return depth;
  }
  return depth;
}

/** `for (;;)`, `[u8; 32]`: a semicolon inside brackets ends nothing. */
function insideParens(masked: string, from: number, to: number): boolean {
  let depth = 0;
  for (let at = Math.max(from, to - 300); at < to; at++) {
    if (masked[at] === '(' || masked[at] === '[') depth++;
    else if (masked[at] === ')' || masked[at] === ']') depth--;
  }
  return depth > 0;
}

function isFunctionHeader(header: string): boolean {
  const text = header.trimEnd();
  if (text.endsWith('=>')) return true;
  if (CONTROL_LINE.test(text.slice(text.lastIndexOf('\n') + 1))) return false;
  const close = text.lastIndexOf(')');
  if (close === -1) return false;
  // Scala writes `def f(x: Int): Int = {`.
  const after = text.slice(close + 1).replace(/^(\s*:[^;=]*)=\s*$/, '$1');
  // What may stand between the parameters and the body: a return type, `throws`, `const`, `where`.
  if (
    !/^\s*(?:(?::|->|throws\b|const\b|noexcept\b|override\b|async\b|where\b)[^;=]*|[\w.*[\]<>, &]*)$/.test(
      after,
    )
  )
    return false;
  // The end of an argument: `f(x), {` opens an object.
  if (/,\s*$/.test(after)) return false;
  let depth = 0;
  let at = close;
  for (; at >= 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) break;
  }
  const before = text.slice(0, Math.max(at, 0)).trimEnd();
  return before !== '' && !CONTROL.test(before) && !NOT_A_FUNCTION.test(after) && /[\w$>\])*]$/.test(before);
}

/** The source with comments as blanks and strings as `_`, each character by one, so that offsets stay. */
export function maskText(source: string, language: string): string {
  return scan(
    source,
    language,
    (text) => text.replace(/[^\n]/g, ' '),
    (text) => text.replace(/[^\n]/g, '_'),
  );
}

/** The source without its comments, and the comments. */
function splitComments(
  source: string,
  language: string,
): { readonly code: string; readonly remarks: string } {
  const comments: string[] = [];
  const code = scan(
    source,
    language,
    (text) => {
      comments.push(text);
      return ' ';
    },
    (text) => text,
  );
  return { code, remarks: comments.join(' ') };
}

function scan(
  source: string,
  language: string,
  comment: (text: string) => string,
  string: (text: string) => string,
): string {
  const out: string[] = [];
  let copied = 0;
  const take = (from: number, to: number, change: (text: string) => string): void => {
    out.push(source.slice(copied, from), change(source.slice(from, to)));
    copied = to;
  };
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at);
    const next = source.charAt(at + 1);
    if (char === '/' && (next === '/' || next === '*')) {
      const end = next === '/' ? source.indexOf('\n', at) : source.indexOf('*/', at + 2) + 2;
      const stop = end <= at ? source.length : end;
      take(at, stop, comment);
      at = stop - 1;
    } else if (char === '"' || char === '`' || (char === "'" && isQuote(source, at, language))) {
      const stop = stringEnd(source, at, char);
      take(at, stop, string);
      at = stop - 1;
    }
  }
  out.push(source.slice(copied));
  return out.join('');
}

/** A lifetime of Rust (`'a`) and an apostrophe in a word open no string. */
const isQuote = (source: string, at: number, language: string): boolean =>
  !/\w/.test(source.charAt(at - 1)) &&
  (language !== 'rust' || !/^'\w+[^\w']/.test(source.slice(at, at + 24)));

function stringEnd(source: string, start: number, quote: string): number {
  for (let at = start + 1; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at++;
    else if (char === quote) return at + 1;
    else if (char === '\n' && quote !== '`') return at;
  }
  return source.length;
}
