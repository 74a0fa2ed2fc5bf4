import { basename } from 'node:path/posix';
import type { Line } from './markdown.ts';
import { err, ok, type Result } from '../domain/result.ts';

/** Extensions that make a bare name a file; ones that are also common attribute names (`env`, `log`) are left out. */
const EXTENSIONS = new Set(
  (
    'py pyi pyx ipynb js mjs cjs jsx ts mts cts tsx vue svelte astro json jsonc json5 jsonl ndjson yaml yml toml ini cfg conf ' +
    'properties md mdx rst txt adoc tex csv tsv xml xsd xsl html htm css scss sass less svg png jpg jpeg gif ico pdf sh bash ' +
    'zsh fish ps1 bat cmd sql db sqlite proto graphql gql go rs java kt kts scala groovy gradle c h cc cpp cxx hpp hh cs fs vb ' +
    'rb erb rake gemspec php pl pm lua r jl dart swift m mm ex exs erl hrl hs elm clj cljs edn lisp scm ml mli nim zig v sol ' +
    'tf tfvars hcl dockerfile mk cmake bazel bzl nix plist lock mod sum service timer socket example template tmpl j2 jinja ' +
    'ejs hbs pug wasm wat po pot http snap patch diff'
  ).split(' '),
);
const NAMES =
  /^(dockerfile|containerfile|makefile|gnumakefile|jenkinsfile|procfile|vagrantfile|gemfile|rakefile|brewfile|justfile|tiltfile|license|licence|readme|changelog|contributing|codeowners|notice|authors|cname|caddyfile)(\.[\w-]+)*$/i;
const DOT_FILES =
  /^\.(env(\.[\w-]+)*|\w+(ignore|rc|config|attributes)(\.\w+)?|gitmodules|gitkeep|keep|nvmrc|flake8|coveragerc|[a-z][\w-]*\.(json|ya?ml|toml|js|cjs|mjs|ts))$/;
const LIBRARIES = /^(node|next|vue|react|express|three|d3|nuxt|chart|socket|ember)\.js$/i;

/** Whether the text of a code span is the name of a file, and not code, a URL, a glob or an attribute. */
export function looksLikeFile(text: string): boolean {
  if (text.length === 0 || text.length > 512 || /[\s\x00-\x1f\x7f-\x9f"'`<>|*?=;,!#&^%{}]/.test(text))
    return false;
  if (/^[a-z][a-z\d+.-]+:/i.test(text) || text.endsWith('/')) return false;
  const drive = /^[A-Za-z]:[\\/]/.test(text);
  const name = basename(text.replaceAll('\\', '/'));
  if ((text.includes(':') && !drive) || text.startsWith('-')) return false;
  const nested = /[\\/]/.test(text);
  // Brackets, parentheses and dollars stand in the file names of some web frameworks, always below a folder.
  if (
    /[()[\]$]/.test(text) &&
    !(nested && /^[\w./@+()[\]$-]+\.(jsx?|tsx?|vue|svelte|astro|mdx?)$/.test(text))
  )
    return false;
  if (NAMES.test(name) || DOT_FILES.test(name)) return true;
  const extension = /^.*[^.]\.([A-Za-z][A-Za-z\d]{0,11})$/.exec(name)?.[1];
  if (extension === undefined) return false;
  if (nested) return true;
  return (
    EXTENSIONS.has(extension.toLowerCase()) &&
    !LIBRARIES.test(name) &&
    /^(?!self\.|this\.|cls\.)[\w.@+-]+$/.test(name)
  );
}

/** Whether the text is a folder, told by its trailing slash. */
export const looksLikeFolder = (text: string): boolean =>
  /^(?!\/)[\w.@+-][\w./@+-]*\/$/.test(text) && !text.includes('//') && text.length <= 512;

/** Whether the path is absolute, and so has no meaning in a repo. */
export const isAbsolute = (path: string): boolean => /^([/~\\]|[A-Za-z]:[\\/])/.test(path);

/** Repo-relative form (`./a//b` is `a/b`; a trailing slash stays), or why there is none. */
export function normalisePath(raw: string): Result<string, 'absolute' | 'escaping' | 'empty'> {
  const path = /^[\w.-]+(\\[\w.-]+)+$/.test(raw) ? raw.replaceAll('\\', '/') : raw;
  if (isAbsolute(path)) return err('absolute');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || parts.some((part) => part.toLowerCase() === '.git')) return err('escaping');
  if (parts.length === 0) return err('empty');
  return ok(parts.join('/') + (path.endsWith('/') ? '/' : ''));
}

/** Whether one path is the other, or a folder (trailing slash) that holds it. Both normalised. */
export const covers = (outer: string, inner: string): boolean =>
  outer === inner || outer === `${inner}/` || (outer.endsWith('/') && inner.startsWith(outer));

/** A path in backticks: half-open offsets into the line. */
export interface PathMention {
  readonly raw: string;
  readonly folder: boolean;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

const INSIDE =
  /^\s*(file |module |class )?(be )?(created |placed |located |added |lives )?(in|inside|under|into)( the| a)?( new)?\s*$/i;

/** The files and folders in backticks on a line; "`a.py` in `src/`" is `src/a.py`. */
export function pathsIn(line: Line): PathMention[] {
  const found: PathMention[] = [];
  for (const span of line.spans) {
    const raw = line.text.slice(span.start, span.end).trim();
    const folder = looksLikeFolder(raw);
    if (!folder && !looksLikeFile(raw)) continue;
    const last = found.at(-1);
    if (
      folder &&
      last &&
      !last.folder &&
      !last.raw.includes('/') &&
      INSIDE.test(line.text.slice(last.end, span.start))
    )
      found[found.length - 1] = { ...last, raw: raw + last.raw, end: span.end };
    else found.push({ raw, folder, start: span.start, end: span.end, line: span.line });
  }
  return found;
}
