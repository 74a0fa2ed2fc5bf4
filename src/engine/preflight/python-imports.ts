/** Python's text without its strings and comments, each blanked; line breaks inside strings go too. */
function withoutStrings(code: string): string {
  return code.replace(
    /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|#[^\n]*/g,
    (part) => (part.startsWith('#') ? '' : '""'),
  );
}

/** The lines of `try:` bodies whose except names an import error: what is missing there is provided for. */
function withoutGuarded(code: string): string {
  return code.replace(
    /^([ \t]*)try:[ \t]*\n((?:\1[ \t]+.*\n|[ \t]*\n)+)(?=\1except[^\n]*(?:ImportError|ModuleNotFoundError|Exception|:\s*$))/gm,
    '',
  );
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
