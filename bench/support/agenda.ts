/** Things to do at moments of a time that takes none. */
export interface Agenda {
  /** Does something so many milliseconds after the present moment; of the same moment, what came first goes first. */
  after(ms: number, act: () => void): void;
  /** Goes from moment to moment until nothing is left; returns the last one, in milliseconds from the beginning. */
  run(): number;
}

export function openAgenda(): Agenda {
  let now = 0;
  const entries: { readonly at: number; readonly act: () => void }[] = [];
  return {
    after(ms, act) {
      const at = now + ms;
      let low = 0;
      let high = entries.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((entries[middle]?.at ?? Infinity) <= at) low = middle + 1;
        else high = middle;
      }
      entries.splice(low, 0, { at, act });
    },
    run() {
      for (let next = entries.shift(); next !== undefined; next = entries.shift()) {
        now = next.at;
        next.act();
      }
      return now;
    },
  };
}
