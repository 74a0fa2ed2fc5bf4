import type { Message } from '../provider/provider.ts';
import type { CountTokens } from '../provider/model-tables.ts';

/** What may be cut from a prompt that is too long, and how many characters of it are shown. The first goes first. */
export interface Allowance {
  readonly map: number;
  readonly tests: number;
  readonly tails: number;
}

const ORDER = ['map', 'tests', 'tails'] as const;

/** Counting takes time, and a text never has more tokens than bytes. */
async function fits(count: CountTokens, messages: readonly Message[], budget: number): Promise<boolean> {
  const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + 4, 0);
  return bytes <= budget || (await count(messages)) <= budget;
}

/**
 * Renders a prompt within a budget of tokens: whole if it fits, else with less and less of the map, then of the tests,
 * then of the outputs. What `render` does not leave to the allowance is never cut, even if the prompt stays too long.
 * @param full how many characters there are of each
 */
export async function fitPrompt(
  count: CountTokens,
  render: (allowance: Allowance) => readonly Message[],
  full: Allowance,
  budget: number,
): Promise<readonly Message[]> {
  let allowance = full;
  let messages = render(allowance);
  for (const part of ORDER) {
    if (await fits(count, messages, budget)) return messages;
    if (full[part] === 0) continue;
    const without = render({ ...allowance, [part]: 0 });
    const spare = budget - (await count(without));
    const whole = await count(messages);
    // What this part costs is the difference; so much of it is kept as there is room for.
    let keep = spare <= 0 ? 0 : Math.floor((full[part] * spare) / Math.max(1, whole - (budget - spare)));
    allowance = { ...allowance, [part]: keep };
    messages = render(allowance);
    // Lines differ in how many tokens they have; a few steps are enough.
    for (let step = 0; keep > 0 && (await count(messages)) > budget; step += 1) {
      keep = step < 4 ? Math.floor(keep * 0.8) : 0;
      allowance = { ...allowance, [part]: keep };
      messages = render(allowance);
    }
  }
  return messages;
}
