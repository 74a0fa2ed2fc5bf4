import { parse as parseYaml } from 'yaml';

const DATA_LANGUAGES = new Set(['yaml', 'toml', 'ini', 'text', 'other', 'dockerfile', 'make']);

/** Lines that only code has, whatever the language. */
const CODE =
  /^\s*(?:[@#{}[\]()<;*/]|\/\/|--|"""|'''|(?:import|from|def|class|async|await|return|if|elif|else|for|while|try|except|finally|with|raise|pass|break|continue|yield|const|let|var|function|export|public|private|protected|static|package|use|fn|func|impl|struct|enum|interface|type|namespace|module|require|echo|set|local|fi|done|then|case|esac|end|SELECT|CREATE|INSERT|ALTER|DROP|FROM|RUN|COPY)\b(?!.*[a-z]{3}\.\s*$))|[;{}()[\],\\:]\s*$|^\s*[\w.[\]'"]+\s*(?:[-+*/|&]?=|:=|\()|^\s*[\w.]+\s*[:=]\s*\S|^\s+\S.*[=()[\]{}]/;
/** Lines that only prose has: a sentence of several plain words. */
const PROSE =
  /^\s*(?:[-*+]\s+|\d+[.)]\s+|#{1,6}\s+)?(?:\*\*|["'(])?[A-Z][\w'’*-]*(?:,? [\w'’`"*(/-][^\s]*){3,}[^;{}=]*[.:!?)*]?$/u;
/** A line of a paragraph: plain words, one of them such as no language of programs has between two names. */
const PLAIN =
  /^\s*(?:[-*+]\s+|\d+[.)]\s+)?(?=.*\b(?:the|a|an|to|of|and|in|is|are|for|with|that|it|you|must|should|der|die|das|und|ist|le|la|les|des|est|el|los|una?|es|para)\b)(?:["'`(“]?[\p{L}\p{N}](?:[\p{L}\p{N}_-]|['’.>](?=[\p{L}\p{N}]))*(?:\([^()]{0,40}\))?[),.:;”"'`]*\s+){4,}["'`(“]?[\p{L}\p{N}](?:[\p{L}\p{N}_-]|['’.](?=[\p{L}\p{N}]))*[),.:!?”"'`]*$/u;
const QUOTED = /"""|'''/;

/** How much of a text reads as code and how much as prose, by its lines that are not blank. */
export function lineShapes(text: string): {
  readonly code: number;
  readonly prose: number;
  readonly total: number;
} {
  let code = 0;
  let prose = 0;
  let total = 0;
  let inDocstring = false;
  let inComment = false;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    total++;
    const quotes = line.split(QUOTED).length - 1;
    if (quotes > 0 || inDocstring) {
      if (quotes % 2 === 1) inDocstring = !inDocstring;
      code++;
      continue;
    }
    if (inComment || /^\s*\/\*/.test(line)) {
      inComment = !line.includes('*/');
      code++;
      continue;
    }
    const head = line.slice(0, 400);
    if (
      (PROSE.test(head) || PLAIN.test(head)) &&
      !/[=(){};]\s*$/.test(head.replace(/\)[.:]?$/, '')) &&
      !/^\s*(?:#|\/\/|--)/.test(head)
    )
      prose++;
    else if (CODE.test(head)) code++;
  }
  return { code, prose, total };
}

/** Whether a text without any fence is the file itself, in the language of the file, and not words about it. */
export function looksLikeFile(text: string, language: string | null): boolean {
  const body = text.trim();
  if (body === '') return false;
  if (language === 'json') return parses(() => void JSON.parse(body));
  if (language === 'markdown') return /^(?:#{1,6} \S|---\n)/.test(body);
  if (language === null) return false;
  const { code, prose, total } = lineShapes(body);
  if (language === 'yaml')
    return prose === 0 && code > 0 && parses(() => void parseYaml(body, { maxAliasCount: 100 }));
  if (DATA_LANGUAGES.has(language)) return prose === 0 && code * 2 >= total;
  return prose * 10 <= total && code * 10 >= total * 6;
}

function parses(parse: () => void): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}

const INTRODUCTION = /^[^\n]{0,300}:[ \t]*\n+/;

/** A text without fences, less the one line that introduces the code ("Here is the module:"). */
export function withoutIntroduction(text: string): string {
  const match = INTRODUCTION.exec(text.trimStart());
  if (match === null || !/^[A-Z][\w',’ ]+\s/.test(match[0]) || /^\s*(?:class|def|if|for)\b/.test(match[0]))
    return text;
  return text.trimStart().slice(match[0].length);
}
