import { err, ok, type Result } from '../domain/result.ts';
import type { ProviderName } from '../domain/provider-name.ts';

/** The value of `--provider`. */
export type ProviderSetting = 'auto' | ProviderName;

/**
 * The provider of one worker. `auto` takes what its TASK_CLASSIFICATION asks for. It never falls back silently to the
 * other one: that could cost money, or a much weaker model, that nobody asked for.
 * @returns an error in words when that provider is not set up
 */
export function chooseProvider(
  route: ProviderName,
  setting: ProviderSetting,
  available: ReadonlySet<ProviderName>,
): Result<ProviderName, string> {
  const wanted = setting === 'auto' ? route : setting;
  if (available.has(wanted)) return ok(wanted);
  const other: ProviderName = wanted === 'openai' ? 'ollama' : 'openai';
  const missing =
    wanted === 'openai'
      ? 'OPENAI_API_KEY is not set: export it'
      : 'Ollama is not set up: start it with "ollama serve", or set OLLAMA_HOST';
  return err(`${missing}, or use --provider ${other}`);
}
