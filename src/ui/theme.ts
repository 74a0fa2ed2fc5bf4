import { createContext, useContext } from 'react';
import type { TextProps } from 'ink';

/** What a text means, from which its colour follows. Every tone is told by a word or a symbol too. */
export type Tone = 'plain' | 'dim' | 'strong' | 'good' | 'busy' | 'warn' | 'bad';

/** How tones look on this terminal. */
export interface Theme {
  readonly colours: boolean;
}

/** `NO_COLOR` with any value but an empty one switches colours off (no-color.org). */
export function themeFor(env: Readonly<Record<string, string | undefined>>): Theme {
  return { colours: (env['NO_COLOR'] ?? '') === '' };
}

const COLOURS: Readonly<Record<Tone, string | null>> = {
  plain: null,
  dim: null,
  strong: null,
  good: 'green',
  busy: 'cyan',
  warn: 'yellow',
  bad: 'red',
};

/** The properties of an ink `Text` for a tone. Bold and dim are no colours and stay. */
export function look(theme: Theme, tone: Tone): Pick<TextProps, 'color' | 'bold' | 'dimColor'> {
  const colour = theme.colours ? COLOURS[tone] : null;
  return {
    ...(colour === null ? {} : { color: colour }),
    ...(tone === 'dim' ? { dimColor: true } : {}),
    ...(tone === 'strong' || tone === 'bad' ? { bold: true } : {}),
  };
}

export const ThemeContext = createContext<Theme>({ colours: true });

/** The theme of the screen that a component is drawn on. */
export const useTheme = (): Theme => useContext(ThemeContext);
