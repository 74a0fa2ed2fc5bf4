import { execa } from 'execa';
import { z } from 'zod';
import type { JudgedFile } from '../judged-file.ts';
import { NOT_DONE, PLACEHOLDER } from '../stub/placeholder.ts';
import { PYTHON_SCRIPT } from './python-script.ts';

const functionFacts = z.object({
  /** With its classes: `Graph.add`. */
  name: z.string(),
  line: z.number(),
  /** 0: does something; 1: an empty body; 2: says that it is not done; 3: gives the same answer to everything. */
  level: z.number(),
  /** Its body may be empty: abstract, an overload, a hook, a null object. */
  legit: z.boolean(),
  /** Arguments and body without the docstring: equal for functions that do the same. */
  digest: z.string(),
  excerpt: z.string(),
});

const moduleFacts = z.union([
  z.object({
    error: z.null(),
    functions: z.array(functionFacts),
    /** Lines where a bare `...` stands for code. */
    dots: z.array(z.number()),
    /** Lines that end, in success, every process that imports the file. */
    exits: z.array(z.number()),
    /** Lines that are only a comment. */
    comments: z.array(z.number()),
    /** Top-level statements that are more than imports, docstrings and `pass`. */
    statements: z.number(),
    /** Top-level `pass`, `...` and `raise`. */
    fillers: z.number(),
    imports: z.number(),
    /** Functions, classes and assignments at the top level. */
    definitions: z.number(),
    /** It cannot be a file of its own: `return` outside a function, a method outside a class, unbound names. */
    fragment: z.boolean(),
  }),
  z.object({ error: z.string() }),
]);

const answerLine = z.object({ before: moduleFacts.nullable(), after: moduleFacts });

/** What Python's own parser says about one text: a syntax error, or what is in it. */
export type PythonModule = z.infer<typeof moduleFacts>;
export type PythonFunction = z.infer<typeof functionFacts>;
export interface PythonFacts {
  readonly before: PythonModule | null;
  readonly after: PythonModule;
}

/** Parsing takes milliseconds; past this limit the interpreter is at fault, and nothing is concluded. */
const LIMIT_MS = 30_000;
/** How many files may crash the parser before the rest is not asked for. */
const MAX_CRASHES = 8;

/**
 * Facts about Python files, one entry a file, from the given interpreter in one process. An entry is null where the
 * interpreter cannot be asked: that is the environment's fault, and never the answer's. Runs without the engine's
 * environment, so that no key reaches the child.
 */
export async function pythonFacts(
  python: string,
  files: readonly JudgedFile[],
): Promise<readonly (PythonFacts | null)[]> {
  const found: (PythonFacts | null)[] = [];
  for (let crashes = 0; found.length < files.length && crashes < MAX_CRASHES; crashes++) {
    const { facts, crashed } = await askPython(python, files.slice(found.length));
    found.push(...facts);
    if (!crashed) break;
    // Deep nesting overflows the parser's stack: the file that it died on does not parse.
    found.push({ before: null, after: { error: 'the parser cannot hold so deep a nesting' } });
  }
  return files.map((_, index) => found[index] ?? null);
}

async function askPython(
  python: string,
  files: readonly JudgedFile[],
): Promise<{ readonly facts: readonly (PythonFacts | null)[]; readonly crashed: boolean }> {
  const result = await execa(python, ['-I', '-S', '-B', '-W', 'ignore', '-X', 'utf8', '-c', PYTHON_SCRIPT], {
    input: JSON.stringify({
      placeholder: PLACEHOLDER.source,
      notDone: NOT_DONE.source,
      files: files.map(({ path, before, after }) => ({ path, before, after })),
    }),
    extendEnv: false,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    timeout: LIMIT_MS,
    reject: false,
    maxBuffer: 64 * 1024 * 1024,
    stripFinalNewline: true,
  });
  const lines = result.stdout.split('\n').filter((line) => line !== '');
  const facts = lines.map((line) => {
    const parsed = answerLine.safeParse(parseJson(line));
    return parsed.success ? parsed.data : null;
  });
  const crashed = result.signal === 'SIGSEGV' || result.signal === 'SIGABRT';
  return { facts, crashed: crashed && facts.length < files.length };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
