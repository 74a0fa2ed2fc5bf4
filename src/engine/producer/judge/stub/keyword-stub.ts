import { ON_PURPOSE, PLACEHOLDER } from './placeholder.ts';

/** Languages whose bodies end in a word, and the shell: their functions are read by their lines. */
export type WordLanguage = 'ruby' | 'lua' | 'shell' | 'sql';

/** A function as its lines show it. */
interface LineFunction {
  readonly text: string;
  readonly body: readonly string[];
}

/** How the functions of a language begin and end, and what in a body does nothing for anybody. */
interface Shape {
  readonly start: RegExp;
  readonly end: string;
  readonly comment: RegExp;
  readonly idle: RegExp;
  /** A single statement that raises what says so. */
  readonly raises: RegExp;
}

const SHAPES: Readonly<Record<WordLanguage, Shape>> = {
  shell: {
    start: /^\s*(?:function\s+[\w-]+\s*(?:\(\))?|[\w-]+\s*\(\))\s*\{\s*$/,
    end: '}',
    comment: /^#/,
    idle: /^(?:(?::|true|return(?: 0)?|exit 0|set -\w+.*)(?:\s+#.*)?|(?:echo|printf|log)\b[^|>$`]*(?:\$\w+[^|>`]*)?|sleep [\d.]+)$/,
    raises: /^(?:die|fail|error)\b.*not (?:yet )?implemented/i,
  },
  ruby: {
    start: /^\s*def\s+[\w.?!=<>[\]+*-]+/,
    end: 'end',
    comment: /^#/,
    idle: /^(?:return\b)?\s*(?:nil|true|false|\[\]|\{\}|''|""|[\d.]+|[[{][^()|]*[\]}])?$|^(?:puts|logger\.\w+)\b/,
    raises: /^raise\b.*(?:NotImplemented|not (?:yet )?implemented|TODO)/i,
  },
  lua: {
    start: /^\s*(?:local\s+)?function\s+[\w.:]+\s*\(|^\s*[\w.]+\s*=\s*function\s*\(/,
    end: 'end',
    comment: /^--/,
    idle: /^(?:return\b)?\s*(?:nil|true|false|\{\}|''|""|[\d.]+|\w+)?$|^print\b/,
    raises: /^error\b.*(?:not (?:yet )?implemented|TODO)/i,
  },
  sql: {
    start: /^\s*BEGIN\s*$/i,
    end: 'END',
    comment: /^--/,
    idle: /^(?:RETURN\b[^;(]{0,20}|NULL|RAISE NOTICE\b.*|RETURN QUERY SELECT NULL\b.*);?$/i,
    raises: /^RAISE\b.*(?:not (?:yet )?implemented|TODO)/i,
  },
};

/** Whether a language is one of these. */
export const isWordLanguage = (language: string): language is WordLanguage => language in SHAPES;

/** The first stub among the functions that the answer made or changed, where stubs are most of them; null otherwise. */
export function findKeywordStub(language: WordLanguage, before: string | null, after: string): string | null {
  const old = new Set(before === null ? [] : functionsOf(language, before).map(({ text }) => text));
  const all = functionsOf(language, after);
  if (all.length === 0)
    return language === 'shell' && isIdleScript(after) ? after.trim().slice(0, 300) : null;
  const changed = all.filter(({ text }) => !old.has(text));
  const judged = (changed.length > 0 ? changed : all).filter(({ text }) => !/\bdef initialize\b/.test(text));
  const stubs = judged.filter((one) => isStub(one, SHAPES[language]));
  const isMost =
    stubs.length * 2 > judged.length || (judged.length > 1 && stubs.length * 2 === judged.length);
  return isMost ? (stubs[0]?.text.slice(0, 300) ?? null) : null;
}

function functionsOf(language: WordLanguage, text: string): LineFunction[] {
  const { start, end } = SHAPES[language];
  const lines = text.split('\n');
  const found: LineFunction[] = [];
  for (const [index, line] of lines.entries()) {
    if (!start.test(line) || line.length > 300) continue;
    const closing = ((/^\s*/.exec(line)?.[0] ?? '') + end).toLowerCase();
    const size = lines
      .slice(index + 1, index + 200)
      .findIndex((other) => other.trimEnd().replace(/;$/, '').toLowerCase() === closing);
    if (size === -1) continue;
    found.push({
      text: lines
        .slice(index, index + size + 2)
        .join('\n')
        .trim(),
      body: lines
        .slice(index + 1, index + 1 + size)
        .map((other) => other.trim())
        .filter((other) => other !== ''),
    });
  }
  return found;
}

function isStub({ text, body }: LineFunction, { comment, idle, raises }: Shape): boolean {
  const rest = body.filter((line) => !comment.test(line));
  if (rest.length === 1 && raises.test(rest[0] ?? '')) return !/\bsubclass/i.test(text);
  if (rest.length === 0) return body.length > 0 && !ON_PURPOSE.test(body.join(' '));
  return PLACEHOLDER.test(text) && rest.every((line) => idle.test(line));
}

/** A script without functions that does nothing but say that there is something to do. */
function isIdleScript(text: string): boolean {
  const { comment, idle } = SHAPES.shell;
  const lines = text.split('\n').map((line) => line.trim());
  // "Uploading ...", "Restarting ...", and nothing is.
  const claims = lines.filter((line) => /^echo\b.*\b\w+ing\b.*\.{3}["']?$/.test(line)).length;
  return (
    (PLACEHOLDER.test(text) || claims > 1) &&
    lines.every((line) => line === '' || comment.test(line) || idle.test(line))
  );
}
