import { basename } from 'node:path/posix';
import type { BoundaryPath, RawBoundaries } from './boundaries.ts';
import type { RawDeliverable } from './deliverables.ts';
import type { Deliverable, Finding } from '../domain/instruction.ts';
import type { RuleName } from '../domain/rule-name.ts';
import { covers, isAbsolute, normalisePath } from './paths.ts';

/** Where the worker files keep their results: bookkeeping, never a deliverable. */
const RESULTS = 'ai-workers/results/';

export interface Resolved {
  readonly deliverables: readonly Deliverable[];
  readonly can: readonly string[];
  readonly cannot: readonly string[];
  readonly findings: readonly Finding[];
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
const isBare = (raw: string): boolean => !raw.replace(/^\.\//, '').includes('/');
const relative = (raws: readonly { readonly raw: string }[]): string[] =>
  unique(
    raws.flatMap(({ raw }) => {
      const path = normalisePath(raw);
      return path.ok && !isBare(raw) && !path.value.startsWith(RESULTS) ? [path.value] : [];
    }),
  );
const named = (paths: readonly string[], name: string): string[] =>
  paths.filter((path) => basename(path) === name);
const suffixOf = (absolute: string, paths: readonly string[]): string | undefined =>
  paths
    .filter((path) => absolute.replaceAll('\\', '/').endsWith(`/${path}`))
    .sort((a, b) => b.length - a.length)[0];

/**
 * Turns the paths as written into repo-relative ones: a bare name into the one fuller path that the file names, an
 * absolute path into the relative one that ends it. `mentions` are the paths named in the rest of the file, most telling
 * section first.
 */
export function resolvePaths(
  file: string,
  raw: readonly RawDeliverable[],
  boundaries: RawBoundaries,
  mentions: readonly { readonly raw: string }[],
): Resolved {
  const findings: Finding[] = [];
  const warn = (rule: RuleName, line: number, message: string, fix: string): void => {
    findings.push({ rule, level: 'warning', file, line, message, fix });
  };
  const allowed = relative(boundaries.can);
  const mentioned = unique([...allowed, ...relative(mentions)]);

  const source: readonly RawDeliverable[] =
    raw.length > 0
      ? raw
      : boundaries.can
          .filter(({ folder }) => !folder)
          .map(({ raw: path, line }) => ({ raw: path, line, from: 'boundaries' as const, confidence: 0.5 }));
  const listed = relative(source);

  /** The one longer path with this name, from the first of the lists that has any. */
  const fuller = (name: string, line: number, sources: readonly (readonly string[])[]): string | null => {
    for (const paths of sources) {
      const [only, ...others] = named(paths, name);
      if (only === undefined) continue;
      if (others.length === 0) return only;
      warn(
        'ambiguous-path',
        line,
        `\`${name}\` may be ${[only, ...others].join(' or ')}`,
        'write the path from the repo root',
      );
      return null;
    }
    return null;
  };

  const best = new Map<string, Deliverable>();
  const add = (path: string, item: RawDeliverable, confidence: number): void => {
    const before = best.get(path);
    if (path.startsWith(RESULTS) || (before && before.confidence >= confidence)) return;
    best.set(path, {
      path,
      from: item.from,
      confidence: Math.round(confidence * 100) / 100,
      line: item.line,
    });
  };
  for (const item of source) {
    if (isAbsolute(item.raw)) {
      const path = suffixOf(item.raw, mentioned);
      const what = `\`${item.raw}\` is an absolute path of one machine`;
      warn(
        'absolute-path',
        item.line,
        path ? `${what}; taken as ${path}` : what,
        `write the path from the repo root${path ? `: \`${path}\`` : ''}`,
      );
      if (path) add(path, item, Math.min(item.confidence, 0.6));
      continue;
    }
    const path = normalisePath(item.raw);
    if (!path.ok) {
      findings.push({
        rule: 'escaping-path',
        level: 'error',
        file,
        line: item.line,
        message: `\`${item.raw}\` is no path inside the repo`,
        fix: 'write the path from the repo root, without `..` and not below `.git`',
      });
      continue;
    }
    const sources =
      item.from === 'prose'
        ? [listed, allowed, mentioned]
        : item.from === 'boundaries'
          ? [allowed, mentioned]
          : [allowed];
    const full =
      isBare(item.raw) && !path.value.endsWith('/') ? fuller(path.value, item.line, sources) : null;
    add(full ?? path.value, item, full === null ? item.confidence : item.confidence * 0.9);
  }

  const candidates = [...best.values()];
  const rules = (paths: readonly BoundaryPath[]): string[] =>
    unique(
      paths.flatMap(({ raw: path }) => {
        if (isAbsolute(path)) return suffixOf(path, [...best.keys(), ...mentioned]) ?? [];
        const normal = normalisePath(path);
        if (!normal.ok) return [];
        const own = isBare(path) ? named([...best.keys()], normal.value) : [];
        if (own.length > 0) return own;
        const others = isBare(path) ? named(mentioned, normal.value) : [];
        return others.length === 1 ? others : [normal.value];
      }),
    );
  const cannot = rules(boundaries.cannot);
  const can = rules(boundaries.can).filter((path) => !cannot.some((outer) => covers(outer, path)));
  const deliverables = candidates.filter(({ path, line }) => {
    const outer = cannot.find((forbidden) => covers(forbidden, path));
    if (outer !== undefined)
      warn(
        'forbidden-deliverable',
        line,
        `BOUNDARIES says that ${outer} CANNOT be modified`,
        `take \`${path}\` out of DELIVERABLES or ${outer} out of BOUNDARIES`,
      );
    return outer === undefined;
  });
  return { deliverables, can, cannot, findings };
}
