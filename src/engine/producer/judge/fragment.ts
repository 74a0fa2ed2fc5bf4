import type { Answer } from '../answer/read-answer.ts';
import { languageOfPath } from '../answer/language.ts';
import type { JudgedFile } from './judged-file.ts';
import type { PythonFacts } from './syntax/python-facts.ts';

/** What a file of the language cannot be without, however small it is. */
const FILE_HAS: Readonly<Record<string, RegExp>> = {
  javascript:
    /^[ \t]*(?:export\b|module\.exports\b|exports\.|(?:async\s+)?function\b|class\b|import\b)|=>|#!/m,
  typescript:
    /^[ \t]*(?:export\b|module\.exports\b|(?:async\s+)?function\b|class\b|import\b|interface\b|type\b|enum\b|declare\b)|=> \{\s*$/m,
  go: /^package \w/m,
  rust: /^(?:pub\b|fn\b|struct\b|enum\b|use\b|mod\b|const\b|static\b|trait\b|impl\b|type\b|macro_rules!|#!?\[)/m,
  java: /\b(?:class|interface|enum|record|@interface|module)\b/,
  csharp: /\b(?:class|interface|enum|record|struct|namespace|using)\b/,
  kotlin: /\b(?:class|interface|object|fun|val|typealias)\b/,
  yaml: /^[ \t]*(?:- |[\w"'./$*<-]+\s*:(?:\s|$))/m,
  dockerfile: /^[ \t]*(?:FROM|ARG)\b/im,
  ini: /^[ \t]*(?:\[|[\w.-]+\s*[=:{]|[\w-]+ .*[;{][ \t]*$)/m,
  toml: /^[ \t]*(?:\[|[\w"'.-]+\s*=)/m,
  swift: /\b(?:class|struct|enum|protocol|extension|func|import)\b/,
};

/**
 * Whether a file was made of a snippet that only illustrates what the words around it say: a fence without a path
 * which cannot be a file of its own, in more words than code.
 */
export function isIllustration(answer: Answer, file: JudgedFile, python: PythonFacts | null): boolean {
  const write = answer.edits.find((edit) => edit.kind === 'write' && edit.path === file.path);
  if (write?.kind !== 'write' || write.source !== 'only-deliverable') return false;
  if (isCommands(file)) return true;
  if (answer.prose.length <= file.after.trim().length) return false;
  if (python !== null) {
    if (python.after.error !== null) return false;
    return (
      isExcerpt(file) || python.after.fragment || (python.after.definitions === 0 && importsItself(file))
    );
  }
  if (isExcerpt(file)) return true;
  const needed = FILE_HAS[languageOfPath(file.path) ?? ''];
  return needed !== undefined && !needed.test(file.after);
}

/** A usage example of the file cannot be the file. */
function importsItself({ path, after }: JudgedFile): boolean {
  const stem = /([\w-]+)\.\w+$/.exec(path)?.[1];
  return stem !== undefined && new RegExp(`^(?:from|import) (?:[\\w.]+\\.)?${stem}\\b`, 'm').test(after);
}

/** A few lines of a larger file, shown to talk about them. */
function isExcerpt({ before, after }: JudgedFile): boolean {
  if (before === null) return false;
  const lines = (text: string): string[] =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /\w/.test(line));
  const old = lines(before);
  const now = lines(after);
  const kept = old.filter((line) => now.includes(line)).length;
  return now.length * 2 <= old.length && (kept * 2 <= old.length || kept === now.length);
}

const COMMAND =
  /^(?:\$ )?(?:sudo )?(?:npm|npx|pnpm|yarn|node|pip3?|python3?|pytest|make|docker|git|cargo|go|elm|nginx|curl|wget|cd|brew|apt(?:-get)?|kubectl|terraform|helm|mvn|gradle|\.\/gradlew|dotnet|bundle|rails|composer|php|ruby|swift|mix|systemctl|psql|redis-cli|sed|grep|mv|cp|mkdir|rm|chmod|touch|export|cat|tar|ssh|scp)(?: |$)/;

/** Commands for a terminal, where something else was asked for. */
function isCommands({ path, after }: JudgedFile): boolean {
  const language = languageOfPath(path);
  if (language === 'shell' || language === 'console' || language === 'text' || language === 'markdown')
    return false;
  const lines = after.split('\n').filter((line) => line.trim() !== '');
  return lines.length <= 12 && lines.every((line) => COMMAND.test(line));
}
