import { languageOfFile } from '../../answer/language.ts';
import type { JudgedFile } from '../judged-file.ts';
import type { ScriptQuestion } from './script-facts.ts';

const SCRIPT = /\.(?:[cm]?[jt]s|[jt]sx)$/i;
const COMPONENT = /\.(?:vue|svelte)$/;
const COMMENTED_JSON =
  /\.(?:jsonc|json5)$|(?:^|\/)(?:tsconfig|jsconfig|devcontainer)[^/]*\.json$|(?:^|\/)\.(?:vscode|devcontainer)\//;

/** What Babel is asked about a file; null for a file that is not for it. */
export function scriptQuestionOf({ path, before, after }: JudgedFile): ScriptQuestion | null {
  if (SCRIPT.test(path)) return { kind: 'file', path, before, after };
  const script = componentScript(path, after);
  if (script !== null) {
    const old = before === null ? null : componentScript(path, before);
    return { kind: 'file', path: 'component.ts', before: old, after: script };
  }
  // Comments and trailing commas are those of JavaScript.
  if (languageOfFile(path, after) === 'json' && mayHaveComments(path))
    return { kind: 'expression', path, before: null, after: after.replace(/^\uFEFF/, '') };
  return null;
}

/** Whether JSON is of a tool that allows comments and trailing commas in it. */
export const mayHaveComments = (path: string): boolean => COMMENTED_JSON.test(path);

/** A component's script, which stands between its markup; null for what is no component or has none. */
export const componentScript = (path: string, text: string): string | null =>
  COMPONENT.test(path) ? (/<script[^>]*>([^]*?)<\/script>/.exec(text)?.[1] ?? null) : null;
