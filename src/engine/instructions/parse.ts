import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { err, ok, type Result } from '../domain/result.ts';
import { askedProvider } from './asked-provider.ts';
import { shellBlocksOf } from './blocks.ts';
import { boundariesOf } from './boundaries.ts';
import { deliverablesIn } from './deliverables.ts';
import { dependenciesOf } from './dependencies.ts';
import type { Finding, Instruction } from '../domain/instruction.ts';
import type { RuleName } from '../domain/rule-name.ts';
import { unitsOf } from './markdown.ts';
import { pathsIn } from './paths.ts';
import { resolvePaths } from './resolve.ts';
import { outlineOf, type Outline, type SectionName } from './sections.ts';
import { parseWorkerName } from './worker-name.ts';

/** The largest worker file that is read, in UTF-8 bytes. */
export const MAX_FILE_BYTES = 64 * 1024;

/** A worker file that could be read, with what is wrong with it; an error among the findings bars it from a run. */
export interface ParsedInstruction {
  readonly instruction: Instruction;
  readonly findings: readonly Finding[];
}

/** Nested quotes and lists take the Markdown parser quadratic time. */
const DEEP_LINE = /^(?:[ \t]*(?:>|[-*+](?=\s)|\d+[.)](?=\s))){40}/m;
const NESTING_LINE =
  /^(?:[ \t]{2,}|[ \t]*(?:>|[-*+](?=\s)|\d+[.)](?=\s))[ \t]*)(?:>|[-*+][ \t]|\d+[.)][ \t])/gm;
const MAX_NESTING_LINES = 1000;

function unreadable(file: string, source: string): Finding | null {
  const fault = (rule: RuleName, message: string, fix: string): Finding => ({
    rule,
    level: 'error',
    file,
    line: 1,
    message,
    fix,
  });
  if (source.trim() === '' || source === '\uFEFF')
    return fault(
      'empty-file',
      'the file is empty',
      'write the sections of the framework, DELIVERABLES first',
    );
  if (Buffer.byteLength(source) > MAX_FILE_BYTES)
    return fault(
      'file-too-large',
      `the file is larger than ${MAX_FILE_BYTES / 1024} KB`,
      'split the work into several workers',
    );
  if (source.includes('\0')) return fault('not-text', 'the file holds a NUL byte', 'save it as UTF-8 text');
  if (DEEP_LINE.test(source) || (source.match(NESTING_LINE)?.length ?? 0) > MAX_NESTING_LINES)
    return fault('too-deep', 'lists and quotes are nested too deeply, or too often', 'write it flatter');
  return null;
}

function sectionNodes(outline: Outline, name: SectionName): Outline['preamble'] | null {
  const found = outline.sections.filter((section) => section.name === name);
  return found.length === 0 ? null : found.flatMap((section) => [...section.nodes]);
}

/** Paths in backticks anywhere but in DELIVERABLES and BOUNDARIES, where they have a meaning of their own. */
function mentionsIn(outline: Outline): { raw: string }[] {
  const paths = (sections: Outline['sections']): { raw: string }[] =>
    sections.flatMap((section) =>
      unitsOf(section.nodes).flatMap((unit) => pathsIn(unit).filter((path) => !path.folder)),
    );
  return [
    ...paths(outline.sections.filter(({ name }) => name === 'SUCCESS_CRITERIA')),
    ...paths(
      outline.sections.filter(
        ({ name }) => !['DELIVERABLES', 'BOUNDARIES', 'SUCCESS_CRITERIA'].includes(name),
      ),
    ),
  ];
}

/** Reads one worker file. Fails only where there is nothing to read; whatever else is wrong comes as findings. */
export function parseInstruction(file: string, source: string): Result<ParsedInstruction, Finding[]> {
  const findings: Finding[] = [];
  const error = (rule: RuleName, line: number, message: string, fix: string): void => {
    findings.push({ rule, level: 'error', file, line, message, fix });
  };
  const named = parseWorkerName(basename(file));
  if (!named) {
    error(
      'bad-name',
      1,
      `${basename(file)} is no name of a worker file`,
      'call it WORKER_NNN_Name.md, for example WORKER_001_Parser.md',
    );
    return err(findings);
  }
  const fault = unreadable(file, source);
  if (fault) return err([fault]);

  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const outline = outlineOf(fromMarkdown(text), text);
  for (const { name, line } of outline.repeated)
    findings.push({
      rule: 'repeated-section',
      level: 'warning',
      file,
      line,
      message: `${name} stands here a second time`,
      fix: 'put both into one section',
    });
  const lineOfSection = (name: SectionName): number =>
    outline.sections.find((section) => section.name === name)?.line ?? 1;

  const declared = sectionNodes(outline, 'DELIVERABLES');
  if (!declared)
    error(
      'no-deliverables',
      1,
      'there is no section DELIVERABLES',
      'add "## 1. DELIVERABLES" with "- [ ] Create file: `path/of/file.py`"',
    );
  const resolved = resolvePaths(
    file,
    deliverablesIn(declared ?? []),
    boundariesOf(sectionNodes(outline, 'BOUNDARIES') ?? []),
    mentionsIn(outline),
  );
  findings.push(...resolved.findings);
  if (resolved.deliverables.length === 0)
    error(
      'no-deliverable-file',
      lineOfSection('DELIVERABLES'),
      'no deliverable names a file that may be changed',
      'name it in backticks from the repo root: "- [ ] Create file: `path/of/file.py`"',
    );

  const tests = sectionNodes(outline, 'TEST_PROCESS');
  if (!tests)
    error(
      'no-test-process',
      1,
      'there is no section TEST_PROCESS',
      'add "## 6. TEST_PROCESS" with the test commands between ```bash and ```',
    );
  const shell = tests
    ? shellBlocksOf(tests, text.split('\n'), file, lineOfSection('TEST_PROCESS'))
    : { blocks: [], findings: [] };
  const dependencies = dependenciesOf(
    named.number,
    file,
    sectionNodes(outline, 'DEPENDENCIES'),
    outline.preamble,
  );
  findings.push(...shell.findings, ...dependencies.findings);

  const boundaries = outline.sections.filter((section) => section.name === 'BOUNDARIES');
  const instruction: Instruction = {
    ...named,
    title: outline.title ?? named.name,
    file,
    source: text,
    hash: createHash('sha256').update(source).digest('hex'),
    sections: outline.sections.map(({ name, line, endLine, text: body }) => ({
      name,
      line,
      endLine,
      text: body,
    })),
    deliverables: resolved.deliverables,
    boundaries: {
      can: resolved.can,
      cannot: resolved.cannot,
      text: boundaries.map((section) => section.text).join('\n'),
    },
    dependencies: dependencies.dependencies,
    blocks: shell.blocks,
    route: askedProvider(sectionNodes(outline, 'TASK_CLASSIFICATION') ?? []),
  };
  return ok({ instruction, findings: findings.sort((a, b) => a.line - b.line) });
}
