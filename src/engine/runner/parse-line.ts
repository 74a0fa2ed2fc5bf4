import type { z } from 'zod';

/** A helper program's answer as its shape says; null where it is anything else. */
export function parseLine<Shape extends z.ZodType>(shape: Shape, line: string): z.infer<Shape> | null {
  try {
    return shape.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
