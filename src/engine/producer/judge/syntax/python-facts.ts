import { z } from 'zod';

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

/** What the interpreter answers about one file. */
export const pythonFacts = z.object({ before: moduleFacts.nullable(), after: moduleFacts });

export type PythonFunction = z.infer<typeof functionFacts>;
export type PythonFacts = z.infer<typeof pythonFacts>;
