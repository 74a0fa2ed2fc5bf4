/** A function of a language without braces around its bodies, or of the shell, read by its lines. */
interface LineFunction {
  readonly text: string;
  readonly body: readonly string[];
}

const SAYS_SO =
  /\bTODO\b|\bFIXME\b|not (?:yet )?implemented|NotImplemented|placeholder|your (?:code|implementation|logic) here|implement (?:this|me|later|here)|(?:code|logic|implementation) (?:goes )?here|to be implemented/i;
const SHELL_START = /^\s*(?:function\s+[\w-]+\s*(?:\(\))?|[\w-]+\s*\(\))\s*\{\s*$/;
const RUBY_START = /^\s*def\s+[\w.?!=<>[\]+*-]+/;
/** Commands that do nothing for anybody. */
const SHELL_IDLE = /^(?::|true|return(?: 0)?|exit 0|set -\w+.*|(?:echo|printf)\b.*)$/;
const RUBY_IDLE = /^(?:nil|true|false|\[\]|\{\}|''|""|0)$/;
const RUBY_RAISE = /^raise\b.*(?:NotImplemented|not (?:yet )?implemented|TODO)/i;

/** The first stub among the functions that the answer made or changed, where stubs are most of them; null otherwise. */
export function findKeywordStub(
  language: 'ruby' | 'shell',
  before: string | null,
  after: string,
): string | null {
  const old = new Set(before === null ? [] : functionsOf(language, before).map(({ text }) => text));
  const all = functionsOf(language, after);
  if (all.length === 0)
    return language === 'shell' && isIdleScript(after) ? after.trim().slice(0, 300) : null;
  const changed = all.filter(({ text }) => !old.has(text));
  const judged = (changed.length > 0 ? changed : all).filter(({ text }) => !/\bdef initialize\b/.test(text));
  const stubs = judged.filter((one) => (language === 'shell' ? isShellStub(one) : isRubyStub(one)));
  return stubs.length * 2 > judged.length ? (stubs[0]?.text.slice(0, 300) ?? null) : null;
}

function functionsOf(language: 'ruby' | 'shell', text: string): LineFunction[] {
  const start = language === 'shell' ? SHELL_START : RUBY_START;
  const end = language === 'shell' ? '}' : 'end';
  const lines = text.split('\n');
  const found: LineFunction[] = [];
  for (const [index, line] of lines.entries()) {
    if (!start.test(line) || line.length > 300) continue;
    const closing = (/^\s*/.exec(line)?.[0] ?? '') + end;
    const size = lines.slice(index + 1, index + 200).findIndex((other) => other.trimEnd() === closing);
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

const code = (body: readonly string[]): readonly string[] => body.filter((line) => !line.startsWith('#'));

const isShellStub = ({ text, body }: LineFunction): boolean =>
  SAYS_SO.test(text) && code(body).every((line) => SHELL_IDLE.test(line));

function isRubyStub({ text, body }: LineFunction): boolean {
  const rest = code(body);
  if (rest.length === 1 && RUBY_RAISE.test(rest[0] ?? '')) return !/\bsubclass/i.test(text);
  return SAYS_SO.test(text) && rest.every((line) => RUBY_IDLE.test(line));
}

/** A script without functions that does nothing but say that there is something to do. */
function isIdleScript(text: string): boolean {
  const lines = code(text.split('\n').map((line) => line.trim())).filter((line) => line !== '');
  return SAYS_SO.test(text) && lines.every((line) => SHELL_IDLE.test(line));
}
