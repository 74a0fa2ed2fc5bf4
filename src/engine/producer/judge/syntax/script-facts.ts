import { z } from 'zod';

const place = z.int().nonnegative();

/** What Babel says about one text, in places of characters, so that an answer is small however large the text is. */
export const scriptFacts = z.object({
  error: z.string().nullable(),
  /** In the order of their bodies. */
  functions: z.array(
    z.object({
      start: place,
      bodyStart: place,
      bodyEnd: place,
      /** Its body is in braces, which are a part of it; otherwise it is an expression. */
      isBlock: z.boolean(),
    }),
  ),
  /** Where each comment starts and ends. */
  comments: z.array(z.tuple([place, place])),
});
export type ScriptFacts = z.infer<typeof scriptFacts>;

/** The answer about one file, before and after. */
export const scriptAnswer = z.object({ before: scriptFacts.nullable(), after: scriptFacts });
export type ScriptAnswer = z.infer<typeof scriptAnswer>;

/** What is asked about one file. */
export interface ScriptQuestion {
  /** A file of JavaScript or TypeScript, JSX or not; or JSON in which comments are allowed. */
  readonly kind: 'file' | 'expression';
  /** Its extension tells the language. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}
