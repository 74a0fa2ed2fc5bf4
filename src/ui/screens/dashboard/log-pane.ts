import { fit } from '../../fit.ts';
import { keyOf } from '../../keys/binding.ts';
import { OPEN } from '../../keys/moving.ts';
import type { Block } from '../../line.ts';
import { span } from '../../line.ts';
import { safeText } from '../../safe-text.ts';
import { logTail } from '../../selectors/log.ts';

/** The end of what the selected worker's model and checks print, in `height` lines with the title. */
export function logPane(id: string, log: readonly string[], width: number, height: number): Block {
  const title = `── ${safeText(id)} log (${keyOf(OPEN)} for more) `;
  const rule = '─'.repeat(Math.max(0, width - title.length));
  return {
    lines: [[span(fit(title + rule, width), 'dim')], ...logTail(log, width, height - 1)],
    width,
    height,
  };
}
