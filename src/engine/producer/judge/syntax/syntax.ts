import { posix } from 'node:path';
import { parse as parseTOML } from 'smol-toml';
import { parse as parseShell } from 'unbash';
import { parseAllDocuments } from 'yaml';
import { languageOfFile } from '../../answer/language.ts';
import { bracketError } from './brackets.ts';
import type { JudgedFile } from '../judged-file.ts';
import type { ScriptFacts } from './script-facts.ts';
import { mayHaveComments } from './script-question.ts';

/** Longer files are not given to a parser in this process: it would hold up every other worker. Characters. */
const LONGEST = 128 * 1024;
/** unbash's own time is not bounded; 16 KB is what it is trusted with. */
const LONGEST_SHELL = 16 * 1024;

/**
 * What the parser of its language says against a file; null for one that parses, or that no parser here knows. Python
 * is asked elsewhere, in the project's own interpreter.
 * @param script what Babel says about the file, where the file is for it and it could be asked
 */
export function syntaxErrorOf(
  { path, before, after }: JudgedFile,
  script: ScriptFacts | null,
): string | null {
  return syntaxError(path, after, script) ?? bracketError(path, before, after);
}

function syntaxError(path: string, text: string, script: ScriptFacts | null): string | null {
  const language = languageOfFile(path, text);
  if (language === 'javascript' || language === 'typescript')
    return text.length > LONGEST ? null : (script?.error ?? null);
  if (language === 'json')
    return mayHaveComments(path)
      ? (script?.error ?? null)
      : thrown(() => void JSON.parse(text.replace(/^\uFEFF/, '')));
  if (language === 'yaml') return yamlError(text);
  if (language === 'toml') return tomlError(text);
  if (language === 'shell') return shellError(path, text);
  return null;
}

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
