import type { RootContent } from 'mdast';
import type { Instruction } from '../domain/instruction.ts';
import { labelOf, unitsOf } from './markdown.ts';

/** Which provider the words name, or null where they name none. Whole words: `OLLAMA_CLIENT` is no `OLLAMA`. */
function providerIn(text: string): Instruction['route'] | null {
  if (/\b(openai|complex)\b/i.test(text)) return 'openai';
  return /\bollama\b/i.test(text) ? 'ollama' : null;
}

/** The provider that TASK_CLASSIFICATION asks for: its Type line decides, then its Tool line, then the default. */
export function routeOf(classification: readonly RootContent[]): Instruction['route'] {
  const said = { type: '', tool: '' };
  for (const unit of unitsOf(classification)) {
    const found = labelOf({ ...unit, spans: [] });
    const label = found?.label.toLowerCase();
    if (found && (label === 'type' || label === 'tool')) said[label] ||= unit.text.slice(found.end);
  }
  return providerIn(said.type) ?? providerIn(said.tool) ?? 'openai';
}
