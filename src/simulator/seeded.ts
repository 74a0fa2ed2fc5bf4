import { createHash } from 'node:crypto';

/** A number in [0, 1) that depends on nothing but the parts: the same key gives the same number on every machine. */
export function fraction(...key: readonly (string | number)[]): number {
  return createHash('sha256').update(key.join('\u0000')).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** A sequence of seeded choices; every call moves on, so the order of the calls is part of the key. */
export interface Chance {
  /** One of the items, each as likely as the others; an empty list is a bug of the caller. */
  pick<T>(items: readonly T[]): T;
  /** True with the given probability, 0 to 1. */
  flip(probability?: number): boolean;
  /** A number in [from, to). */
  between(from: number, to: number): number;
}

/** Seeded choices for one key; two sequences with different keys are independent of each other. */
export function createChance(...key: readonly (string | number)[]): Chance {
  let calls = 0;
  const next = (): number => fraction(...key, calls++);
  return {
    pick: (items) => {
      if (items.length === 0) throw new Error('nothing to choose from');
      return items[Math.floor(next() * items.length)] as (typeof items)[number];
    },
    flip: (probability = 0.5) => next() < probability,
    between: (from, to) => from + next() * (to - from),
  };
}
