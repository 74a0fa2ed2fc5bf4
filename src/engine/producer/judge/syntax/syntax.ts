import { posix } from 'node:path';
import { parseExpression } from '@babel/parser';
import { parse as parseTOML } from 'smol-toml';
import { parse as parseShell } from 'unbash';
import { parseAllDocuments } from 'yaml';
import { languageOfFile } from '../../answer/language.ts';
import { bracketError } from './brackets.ts';
import type { JudgedFile } from '../judged-file.ts';
import { scriptError } from './script-syntax.ts';

/** Longer files are not given to a parser in this process: it would hold up every other worker. Characters. */
const LONGEST = 128 * 1024;
/** unbash's own time is not bounded; 16 KB is what it is trusted with. */
const LONGEST_SHELL = 16 * 1024;

/**
 * What the parser of its language says against a file; null for one that parses, or that no parser here knows. Python
 * is asked elsewhere, in the project's own interpreter.
 */
export function syntaxErrorOf({ path, before, after }: JudgedFile): string | null {
  return syntaxError(path, after) ?? bracketError(path, before, after);
}

function syntaxError(path: string, text: string): string | null {
  const language = languageOfFile(path, text);
  if (language === 'javascript' || language === 'typescript')
    return text.length > LONGEST ? null : scriptError(path, text);
  if (language === 'json') {
    const json = text.replace(/^\uFEFF/, '');
    // Comments and trailing commas are those of JavaScript.
    return thrown(() => void (hasComments(path) ? parseExpression(json) : JSON.parse(json)));
  }
  if (language === 'yaml') return yamlError(text);
  if (language === 'toml') return tomlError(text);
  if (language === 'shell') return shellError(path, text);
  return null;
}

/** Files of tools that allow comments and trailing commas in JSON. */
const hasComments = (path: string): boolean =>
  /\.(?:jsonc|json5)$|(?:^|\/)(?:tsconfig|jsconfig|devcontainer)[^/]*\.json$|(?:^|\/)\.(?:vscode|devcontainer)\//.test(
    path,
  );

/** Templates (Helm, Jinja, cookiecutter) are neither YAML nor TOML before they are filled in. */
const isTemplate = (text: string): boolean => /(?<!\$)\{\{|\{%/.test(text);

function tomlError(text: string): string | null {
  if (text.length > LONGEST || isTemplate(text)) return null;
  return thrown(() => void parseTOML(text));
}

function yamlError(text: string): string | null {
  if (text.length > LONGEST || isTemplate(text)) return null;
  let message: string | null = null;
  const failed = thrown(() => {
    const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: true });
    message = [...documents].flatMap((document) => document.errors)[0]?.message ?? null;
  });
  return failed ?? message;
}

function shellError(path: string, text: string): string | null {
  if (text.length > LONGEST_SHELL || /^#!.*\b(?:zsh|fish)\b/.test(text) || posix.extname(path) === '.zsh')
    return null;
  let message: string | null = null;
  const failed = thrown(() => {
    const error = parseShell(text).errors?.[0];
    if (error !== undefined)
      message = `${error.message} (line ${text.slice(0, error.pos).split('\n').length})`;
  });
  return failed ?? message;
}

function thrown(parse: () => void): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
