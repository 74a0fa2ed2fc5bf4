import { extname } from 'node:path';

/** What the simulated model must know of a language to write about it, and to write it badly. */
export interface Language {
  /** The word in a fence's info string. */
  readonly fence: string;
  /** How a line comment looks; `null` where the language has none. */
  readonly comment: ((text: string) => string) | null;
  /** Which way of breaking, stubbing and eliding fits. */
  readonly family: 'python' | 'braces' | 'json' | 'yaml' | 'shell' | 'ruby' | 'toml' | 'text';
  /** The body of a function that was left for later. */
  readonly stubBody: string;
}

const hash = (text: string): string => `# ${text}`;
const slashes = (text: string): string => `// ${text}`;
const markup = (text: string): string => `<!-- ${text} -->`;

const braces = (fence: string, stubBody: string): Language => ({
  fence,
  comment: slashes,
  family: 'braces',
  stubBody,
});
const JAVASCRIPT_STUB = "throw new Error('not implemented');";
const javascript = braces('javascript', JAVASCRIPT_STUB);
const typescript = braces('typescript', JAVASCRIPT_STUB);
const java = 'throw new UnsupportedOperationException("not implemented");';
const python: Language = { fence: 'python', comment: hash, family: 'python', stubBody: 'pass' };
const shell: Language = { fence: 'bash', comment: hash, family: 'shell', stubBody: ':' };
const yaml: Language = { fence: 'yaml', comment: hash, family: 'yaml', stubBody: '' };
const html: Language = { fence: 'html', comment: markup, family: 'text', stubBody: '' };
const plain: Language = { fence: 'text', comment: null, family: 'text', stubBody: '' };

const BY_EXTENSION: Readonly<Record<string, Language>> = {
  '.py': python,
  '.pyi': python,
  '.js': javascript,
  '.mjs': javascript,
  '.cjs': javascript,
  '.jsx': { ...javascript, fence: 'jsx' },
  '.ts': typescript,
  '.mts': typescript,
  '.cts': typescript,
  '.tsx': { ...typescript, fence: 'tsx' },
  '.rs': braces('rust', 'todo!()'),
  '.go': braces('go', 'panic("not implemented")'),
  '.java': braces('java', java),
  '.kt': braces('kotlin', 'TODO()'),
  '.cs': braces('csharp', 'throw new NotImplementedException();'),
  '.c': braces('c', 'abort();'),
  '.h': braces('c', 'abort();'),
  '.cpp': braces('cpp', 'std::abort();'),
  '.json': { fence: 'json', comment: null, family: 'json', stubBody: '' },
  '.yaml': yaml,
  '.yml': yaml,
  '.toml': { fence: 'toml', comment: hash, family: 'toml', stubBody: '' },
  '.sh': shell,
  '.bash': shell,
  '.rb': { fence: 'ruby', comment: hash, family: 'ruby', stubBody: 'raise NotImplementedError' },
  '.md': { ...html, fence: 'markdown' },
  '.html': html,
  '.xml': { ...html, fence: 'xml' },
};

/** The language of a file by its extension; plain text where it is unknown. */
export function languageOf(path: string): Language {
  return BY_EXTENSION[extname(path).toLowerCase()] ?? plain;
}
