/** Python's text without its strings and comments, each blanked; line breaks inside strings go too. */
function withoutStrings(code: string): string {
  return code.replace(
    /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|#[^\n]*/g,
    (part) => (part.startsWith('#') ? '' : '""'),
  );
}

/** An `except` clause that catches import errors. */
const CATCHES = /^except\s*(?::|\*?.*\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b)/;

/** The text without the bodies of `try:` whose `except` catches import errors: that code copes without the module. */
function withoutGuarded(code: string): string {
  const lines = code.split('\n');
  const kept: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const end = line.trim() === 'try:' ? endOfBlock(lines, at) : at;
    if (end > at && isGuarded(lines, end, indentOf(line))) at = end;
    else {
      kept.push(line);
      at += 1;
    }
  }
  return kept.join('\n');
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** The first line after a block's head that does not belong to it. */
function endOfBlock(lines: readonly string[], head: number): number {
  const indent = indentOf(lines[head] ?? '');
  let end = head + 1;
  while (end < lines.length && (lines[end]?.trim() === '' || indentOf(lines[end] ?? '') > indent)) end += 1;
  return end;
}

/** Whether one of the clauses that follow a `try:` body catches import errors. */
function isGuarded(lines: readonly string[], from: number, indent: number): boolean {
  for (let at = from; at < lines.length; at = endOfBlock(lines, at)) {
    const line = lines[at] ?? '';
    if (indentOf(line) !== indent || !/^(?:except|else|finally)\b/.test(line.trimStart())) return false;
    if (CATCHES.test(line.trimStart())) return true;
  }
  return false;
}

/**
 * The modules that a piece of Python imports, each with all its parts: `requests.auth` for `from requests.auth import X`,
 * where X may be a module too or only a name. Relative imports and those inside `try: … except ImportError` are left
 * out. Nothing is executed.
 */
export function importedPaths(code: string): string[] {
  const found = new Set<string>();
  const text = withoutGuarded(withoutStrings(code.replace(/\r\n?/g, '\n')));
  // A statement begins a line or follows `;` or the colon of a block.
  for (const match of text.matchAll(
    /(?:^|[;:])[ \t]*(?:import[ \t]+([^;\n]+)|from[ \t]+([\w.]+)[ \t]+import\b)/gm,
  )) {
    const [, plain, from] = match;
    const names = from === undefined ? (plain ?? '').replace(/[()\\]/g, ' ').split(',') : [from];
    for (const name of names) {
      const path = /^\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)/.exec(name)?.[1];
      if (path !== undefined && path !== '__future__') found.add(path);
    }
  }
  return [...found];
}

/** The top-level name of a module: `requests` of `requests.auth`. */
export const topOf = (module: string): string => module.replace(/\..*$/s, '');

/** The top-level names of the modules that a piece of Python imports. */
export const importedModules = (code: string): string[] => [...new Set(importedPaths(code).map(topOf))];
