import { posix } from 'node:path';

/** A language as far as answers are concerned: what its files and its fences are called. */
interface Naming {
  readonly extensions: readonly string[];
  readonly fences: readonly string[];
}

const LANGUAGES: Readonly<Record<string, Naming>> = {
  python: { extensions: ['py', 'pyi', 'pyw'], fences: ['python', 'py', 'python3', 'py3', 'python2'] },
  javascript: {
    extensions: ['js', 'mjs', 'cjs', 'jsx'],
    fences: ['javascript', 'js', 'node', 'jsx', 'mjs', 'cjs'],
  },
  typescript: { extensions: ['ts', 'mts', 'cts', 'tsx'], fences: ['typescript', 'ts', 'tsx'] },
  shell: { extensions: ['sh', 'bash', 'zsh'], fences: ['bash', 'sh', 'shell', 'zsh', 'shellscript'] },
  console: {
    extensions: [],
    fences: ['console', 'shell-session', 'terminal', 'output', 'powershell', 'cmd', 'bat'],
  },
  markdown: { extensions: ['md', 'markdown', 'mdx'], fences: ['markdown', 'md', 'mdx'] },
  json: {
    extensions: ['json', 'jsonc', 'json5', 'ipynb', 'webmanifest'],
    fences: ['json', 'jsonc', 'json5'],
  },
  yaml: { extensions: ['yaml', 'yml'], fences: ['yaml', 'yml'] },
  toml: { extensions: ['toml'], fences: ['toml'] },
  ini: {
    extensions: ['ini', 'cfg', 'conf', 'env', 'properties'],
    fences: ['ini', 'cfg', 'conf', 'dotenv', 'env'],
  },
  html: {
    extensions: ['html', 'htm', 'vue', 'svelte', 'jinja', 'j2'],
    fences: ['html', 'vue', 'svelte', 'jinja'],
  },
  xml: { extensions: ['xml', 'svg', 'xsd'], fences: ['xml', 'svg'] },
  css: { extensions: ['css', 'scss', 'sass', 'less'], fences: ['css', 'scss', 'sass', 'less'] },
  sql: { extensions: ['sql'], fences: ['sql', 'postgresql', 'mysql', 'sqlite'] },
  go: { extensions: ['go'], fences: ['go', 'golang'] },
  rust: { extensions: ['rs'], fences: ['rust', 'rs'] },
  java: { extensions: ['java'], fences: ['java'] },
  kotlin: { extensions: ['kt', 'kts'], fences: ['kotlin', 'kt'] },
  csharp: { extensions: ['cs'], fences: ['csharp', 'cs', 'c#'] },
  c: { extensions: ['c', 'h'], fences: ['c', 'h'] },
  cpp: { extensions: ['cpp', 'cc', 'cxx', 'hpp', 'hh'], fences: ['cpp', 'c++', 'cxx', 'hpp'] },
  ruby: { extensions: ['rb', 'rake', 'gemspec'], fences: ['ruby', 'rb'] },
  php: { extensions: ['php'], fences: ['php'] },
  swift: { extensions: ['swift'], fences: ['swift'] },
  scala: { extensions: ['scala'], fences: ['scala'] },
  lua: { extensions: ['lua'], fences: ['lua'] },
  text: {
    extensions: ['txt', 'rst', 'csv', 'tsv', 'log', 'lock'],
    fences: ['text', 'txt', 'plaintext', 'rst', 'csv'],
  },
  dockerfile: { extensions: ['dockerfile'], fences: ['dockerfile', 'docker'] },
  make: { extensions: ['mk'], fences: ['make', 'makefile'] },
  diagram: {
    extensions: ['mmd', 'puml', 'dot'],
    fences: ['mermaid', 'plantuml', 'puml', 'dot', 'graphviz', 'ascii', 'tree'],
  },
  diff: { extensions: ['diff', 'patch'], fences: ['diff', 'patch', 'udiff'] },
  other: {
    extensions: ['tf', 'hcl', 'proto', 'graphql', 'sol', 'r', 'jl', 'ex', 'exs', 'erl', 'hs', 'dart'],
    fences: [],
  },
};

const BY_EXTENSION = new Map<string, string>();
const BY_FENCE = new Map<string, string>();
for (const [name, { extensions, fences }] of Object.entries(LANGUAGES)) {
  for (const extension of extensions) BY_EXTENSION.set(extension, name);
  for (const fence of fences) BY_FENCE.set(fence, name);
}

const BY_FILE_NAME = new Map([
  ['dockerfile', 'dockerfile'],
  ['containerfile', 'dockerfile'],
  ['makefile', 'make'],
  ['gnumakefile', 'make'],
  ['procfile', 'text'],
  ['license', 'text'],
  ['readme', 'text'],
  ['jenkinsfile', 'other'],
  ['rakefile', 'ruby'],
  ['gemfile', 'ruby'],
  ['.gitignore', 'text'],
  ['.dockerignore', 'text'],
  ['.env', 'ini'],
  ['.editorconfig', 'ini'],
  ['.npmrc', 'ini'],
  ['.gitattributes', 'text'],
]);

/** The language of a file by its name, or null where the name says nothing. */
export function languageOfPath(path: string): string | null {
  const base = posix.basename(path).toLowerCase();
  return BY_FILE_NAME.get(base) ?? BY_EXTENSION.get(posix.extname(base).slice(1)) ?? null;
}

const INTERPRETERS: Readonly<Record<string, string>> = {
  ...{ sh: 'shell', bash: 'shell', dash: 'shell', zsh: 'shell', python: 'python' },
  ...{ node: 'javascript', ruby: 'ruby', php: 'php', lua: 'lua' },
};

/** The language of a file by its name, or else by its first line: `#!/usr/bin/env bash`. */
export function languageOfFile(path: string, content: string): string | null {
  const named = languageOfPath(path);
  if (named !== null || !content.startsWith('#!')) return named;
  const [first = ''] = content.slice(2, 200).split('\n', 1);
  const words = first
    .trim()
    .split(/\s+/)
    .map((word) => posix.basename(word));
  const program = words.find((word) => word !== 'env' && !word.startsWith('-')) ?? '';
  return INTERPRETERS[program.replace(/(?<=\D)[\d.]+$/, '')] ?? null;
}

/** Languages whose blocks stand in braces and whose comments begin with two slashes. */
export const BRACE_LANGUAGES: ReadonlySet<string> = new Set(
  'javascript typescript java go rust c cpp csharp kotlin php swift scala'.split(' '),
);

/** The language that a fence's first word names, or null for no word or one that names none. */
export function languageOfFence(word: string): string | null {
  return BY_FENCE.get(word.toLowerCase()) ?? null;
}

/** Whether a fence in `fence` may hold a file in `file`: JavaScript in a TypeScript file, JSON in a YAML file. */
export function fits(fence: string, file: string): boolean {
  if (fence === file) return true;
  const superset: Readonly<Record<string, readonly string[]>> = {
    typescript: ['javascript'],
    javascript: ['typescript'],
    yaml: ['json'],
    html: ['xml'],
    xml: ['html'],
    c: ['cpp'],
    cpp: ['c'],
    ini: ['toml', 'shell'],
    toml: ['ini'],
  };
  return superset[file]?.includes(fence) ?? false;
}
