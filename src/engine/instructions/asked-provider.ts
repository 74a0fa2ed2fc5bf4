import type { RootContent } from 'mdast';
import {
  DEFAULT_PROVIDER,
  PROVIDER_NAMES,
  PROVIDER_WORDS,
  type ProviderName,
} from '../domain/provider-name.ts';
import { labelOf, unitsOf } from './markdown.ts';

/** Matches whole words only: `OLLAMA_CLIENT` does not name Ollama. */
const NAMED = PROVIDER_NAMES.map((name) => ({
  name,
  words: new RegExp(`\\b(?:${PROVIDER_WORDS[name].join('|')})\\b`, 'i'),
}));

/** The provider that the words name, the first of the list where they name several; null where they name none. */
function providerIn(text: string): ProviderName | null {
  return NAMED.find(({ words }) => words.test(text))?.name ?? null;
}

/** The provider that TASK_CLASSIFICATION asks for: its Type line decides, then its Tool line, then the default. */
export function askedProvider(classification: readonly RootContent[]): ProviderName {
  const said = { type: '', tool: '' };
  for (const unit of unitsOf(classification)) {
    const found = labelOf({ ...unit, spans: [] });
    const label = found?.label.toLowerCase();
    if (found && (label === 'type' || label === 'tool')) said[label] ||= unit.text.slice(found.end);
  }
  return providerIn(said.type) ?? providerIn(said.tool) ?? DEFAULT_PROVIDER;
}
