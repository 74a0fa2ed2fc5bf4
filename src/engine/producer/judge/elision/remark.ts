import { BRACE_LANGUAGES, languageOfFile } from '../../answer/language.ts';

/** A comment (or what stands for one in prose) that fills a line or a body, with its place. */
export interface Remark {
  /** From 1, in the file. */
  readonly line: number;
  /** The line, trimmed. */
  readonly excerpt: string;
  /** Its words, without marks of a comment, dots and brackets around them. */
  readonly text: string;
  /** Dots before the words, or scissors. */
  readonly leads: boolean;
  /** Dots after them, or scissors. */
  readonly trails: boolean;
  /** Brackets of any kind around them, or it is a comment of markup. */
  readonly isWrapped: boolean;
  /** Its brackets are those of a blank to fill in: `<the other tests>`. */
  readonly isAngled: boolean;
  /** A line is drawn behind it, as under a heading. */
  readonly isBanner: boolean;
  /** No code follows that it could be about: a blank line, the end of a block or of the file. */
  readonly isAlone: boolean;
  /** It goes on with a sentence of the comment above it. */
  readonly continues: boolean;
  /** The line below was there before: the remark is its label. */
  readonly labelsKept: boolean;
  /** The line below says much of what the lines said that are gone at this place: they were changed, not left out. */
  readonly isRewritten: boolean;
  /** How many names it mentions that lines at this place defined and no line defines any more. */
  readonly namesLost: number;
  /** Lines of code that are gone, some of them at its place; null where there was no file to compare with. */
  readonly lost: number | null;
}

const HASH = new Set(['python', 'shell', 'yaml', 'toml', 'ini', 'ruby', 'make', 'dockerfile']);
const DASHES = new Set(['sql', 'lua']);
/** Comments are read up to this length; longer ones explain something. */
const LONGEST = 160;

/** A remark as the new text alone shows it. */
export type RemarkAlone = Omit<Remark, 'lost' | 'labelsKept' | 'isRewritten' | 'namesLost'>;

/** Remarks of a text, in its order; prose has them outside its fences, in brackets, between dots or as a comment. */
export function remarksOf(
  path: string,
  content: string,
  isText: (line: number) => boolean,
): readonly RemarkAlone[] {
  const language = languageOfFile(path, content);
  const lines = content.split('\n');
  const found: RemarkAlone[] = [];
  let fence: string | null = null;
  let isInBlock = false;
  let above: { readonly line: number; readonly inner: string } | null = null;
  for (const [index, line] of lines.entries()) {
    const excerpt = line.trim();
    if (language === 'markdown') {
      const mark = /^(?:`{3,}|~{3,})/.exec(excerpt)?.[0];
      if (mark !== undefined) fence = fence === null ? mark : excerpt === fence ? null : fence;
      if (fence !== null || mark !== undefined) continue;
    }
    const wasInBlock = isInBlock;
    isInBlock = isInBlock ? !excerpt.includes('*/') : /^\/\*(?!.*\*\/)/.test(excerpt);
    if (excerpt === '' || excerpt.length > LONGEST || isText(index + 1)) continue;
    const whole = wasInBlock
      ? (/^\*?\s*(.*?)\s*(?:\*\/)?$/.exec(excerpt)?.[1] ?? null)
      : commentOf(excerpt, language);
    const inner = whole ?? bodyRemark(excerpt, language);
    if (inner === null) continue;
    const isMarkup = /^(?:<!--|\{\/\*|\{#|<%#|\{\{--)/.test(excerpt);
    found.push({
      line: index + 1,
      excerpt,
      ...readRemark(inner, isMarkup),
      continues: above?.line === index && isOpenSentence(above.inner),
      isAlone: whole === null || standsAlone(lines, index),
    });
    above = { line: index + 1, inner };
  }
  return found;
}

/** The text of a comment that fills a line, or null. */
function commentOf(text: string, language: string | null): string | null {
  const markup = /^(?:<!--|\{?\/\*+|<#|\{#|<%#|\{\{--)\s*(.*?)\s*(?:-->|\*\/\}?|#>|#\}|%>|--\}\})?$/.exec(
    text,
  )?.[1];
  if (markup !== undefined) return markup;
  if (language === 'json') return jsonRemark(text) ?? /^\/\/\s*(.*)$/.exec(text)?.[1] ?? null;
  if (language === 'markdown')
    return (/^[*_]*[[(].*[)\]][*_]*$/.test(text) && !text.includes('](')) ||
      /^(?:\.{3}|…).*(?:\.{3}|…)$/.test(text)
      ? text
      : null;
  const pattern =
    language === 'ini'
      ? /^[#;]+\s*(.*)$/
      : HASH.has(language ?? '')
        ? /^#+\s*(.*)$/
        : DASHES.has(language ?? '')
          ? /^--+\s*(.*)$/
          : BRACE_LANGUAGES.has(language ?? '') || language === 'css'
            ? /^\/\/+\s*(.*)$/
            : /^(?:\/\/+|#+|;+|--+)\s*(.*)$/;
  const inner = pattern.exec(text)?.[1] ?? null;
  // A comment in a comment is an example of one.
  return inner !== null && /^(?:#|\/\/|<!--) /.test(inner) ? null : inner;
}

/** JSON has no comments: a key of dots or slashes stands for one. */
function jsonRemark(text: string): string | null {
  const [, key = '', value = ''] =
    /^"((?:\.{3}|…|\/\/|_?comment)[^"]*)"\s*(?::\s*"([^"]*)")?,?$/.exec(text) ?? [];
  if (key === '') return null;
  return /^(?:\.{3}|…)/.test(key) ? `... ${value} ...` : value;
}

/** The remark of a body that holds nothing else: `{ /* as before *\/ }`, `...  # unchanged`. */
function bodyRemark(text: string, language: string | null): string | null {
  if (language === 'python') return /(?:^|:\s*)(?:\.{3}|pass)\s+#+\s*(.*)$/.exec(text)?.[1] ?? null;
  return /[{[]\s*\/\*+\s*(.*?)\s*\*+\/\s*[}\]]/.exec(text)?.[1] ?? null;
}

function readRemark(
  comment: string,
  isMarkup: boolean,
): Pick<Remark, 'text' | 'leads' | 'trails' | 'isWrapped' | 'isAngled' | 'isBanner'> {
  const isCut = /8<|✂|⋮|^[.\s]{2,}$/u.test(comment);
  const plain = comment
    .replace(/\s*-*8<-*\s*|✂/gu, ' ')
    .replace(/^[*_]+|[*_]+$/g, '')
    .replace(/^[-=*~#<>↑↓→\s]*[-=*~#↑↓→]+\s*|\s*[-=*~#↑↓→]+[-=*~#<>↑↓→\s]*$/g, '')
    .trim();
  const isWrapped = /^[([{<].*[)\]}>]\.?$/.test(plain.replace(/^[.…\s]+|[.…\s]+$/g, ''));
  const bare = plain.replace(/^[([{<\s]+|[)\]}>\s]+$/g, '');
  const leads = /^(?:\.{3}|…)/.test(bare) || /^(?:\.{3}|…)/.test(plain);
  const trails = /(?:\.{3}|…)$/.test(bare) || /(?:\.{3}|…)$/.test(plain);
  const text = bare.replace(/^[.…\s([<]+|[.…\s)\]>]+$/g, '').trim();
  const isDotted = { leads: leads || isCut, trails: trails || isCut };
  const isBanner = /[-=*#~]{5,}\s*$/.test(comment);
  return {
    text,
    ...isDotted,
    isBanner,
    isWrapped: isWrapped || isMarkup,
    isAngled: /^<[^<>=]*[ ,][^<>=]*>$/.test(plain),
  };
}

/** Whether a comment of several words ends without a full stop. */
const isOpenSentence = (comment: string): boolean => /\w+ \w+/.test(comment) && !/[.!?:…\])]$/.test(comment);

/** Ends of blocks, and what goes on with a block whose part may be missing. */
const CLOSES =
  /^(?:[)\]}]|<\/|end\b|else\b|elif\b|elsif\b|except\b|finally\b|catch\b|rescue\b|default\b|case\b|esac\b|fi\b|done\b|_ =>|#end|\.{3})/;

function standsAlone(lines: readonly string[], index: number): boolean {
  const next = lines[index + 1];
  if (next === undefined || next.trim() === '' || CLOSES.test(next.trim())) return true;
  return indentOf(next) < indentOf(lines[index] ?? '');
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
