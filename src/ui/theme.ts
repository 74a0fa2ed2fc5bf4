import { createContext, useContext } from 'react';

/** What a text means, from which its colour follows. Every tone is told by a word or a symbol too. */
export type Tone = 'plain' | 'dim' | 'strong' | 'good' | 'busy' | 'warn' | 'bad';

/** How tones look on this terminal. */
export interface Theme {
  readonly colours: boolean;
  /** Whether the terminal shows bold and dim, which are no colours. */
  readonly styles: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The part of a terminal that knows what it can show; a stream without it shows everything. */
interface Depth {
  readonly getColorDepth?: (env?: Record<string, string>) => number;
}

/** Whether this terminal takes anything but plain text, as Node tells by TERM, FORCE_COLOR and the like. */
function takesStyles(env: Environment, stdout: Depth): boolean {
  if (stdout.getColorDepth === undefined) return true;
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    // Node leaves out bold and dim with it, which are no colours.
    if (value !== undefined && name !== 'NO_COLOR') known[name] = value;
  }
  return stdout.getColorDepth(known) > 1;
}

/** `NO_COLOR` with any value but an empty one switches colours off (no-color.org). */
export function themeFor(env: Environment, stdout: Depth): Theme {
  const styles = takesStyles(env, stdout);
  return { styles, colours: styles && (env['NO_COLOR'] ?? '') === '' };
}

/** How a tone is drawn. */
export interface Look {
  readonly colour: 'red' | 'green' | 'yellow' | 'cyan' | null;
  readonly weight: 'bold' | 'dim' | null;
}

const LOOKS: Readonly<Record<Tone, Look>> = {
  plain: { colour: null, weight: null },
  dim: { colour: null, weight: 'dim' },
  strong: { colour: null, weight: 'bold' },
  good: { colour: 'green', weight: null },
  busy: { colour: 'cyan', weight: null },
  warn: { colour: 'yellow', weight: null },
  bad: { colour: 'red', weight: 'bold' },
};

/** How a tone is drawn where colours are shown. */
export const lookOf = (tone: Tone): Look => LOOKS[tone];

export const ThemeContext = createContext<Theme>({ colours: true, styles: true });

/** The theme of the screen that a component is drawn on. */
export const useTheme = (): Theme => useContext(ThemeContext);
