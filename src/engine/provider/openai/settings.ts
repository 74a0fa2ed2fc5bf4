import { err, ok, type Result } from '../../domain/result.ts';
import type { Environment, ProviderConfig } from '../descriptor.ts';
import { firstSaid, httpURL } from '../read-setting.ts';

/** What is used where neither the environment nor the settings say anything. */
export const OPENAI_DEFAULTS = { baseURL: 'https://api.openai.com/v1', model: 'gpt-5.4-mini' } as const;

export type OpenAIApi = 'responses' | 'chat';

export interface OpenAISettings {
  readonly apiKey: string;
  readonly baseURL: string;
  readonly api: OpenAIApi;
  readonly model: string;
}

/** Whether a base URL leads to OpenAI itself (or to Azure's copy of it), and not to a server that speaks its language. */
export function isOpenAIHost(baseURL: string): boolean {
  const host = URL.parse(baseURL)?.hostname ?? '';
  return /(^|\.)openai\.com$|\.openai\.azure\.com$/.test(host);
}

/** Null without a key. */
export function readOpenAISettings(
  env: Environment,
  config: Pick<ProviderConfig, 'api' | 'openaiModel'>,
): Result<OpenAISettings | null, string> {
  const baseURL = httpURL('OPENAI_BASE_URL', firstSaid(env['OPENAI_BASE_URL']) ?? OPENAI_DEFAULTS.baseURL);
  if (!baseURL.ok) return baseURL;
  const apiKey = firstSaid(env['OPENAI_API_KEY']);
  if (apiKey === undefined) return ok(null);
  // The client puts it into a header, where it would fail in the middle of the run.
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    return err('OPENAI_API_KEY holds a character that no key has (a space, a line end?): export it again');
  return ok({
    apiKey,
    baseURL: baseURL.value,
    api: config.api ?? (isOpenAIHost(baseURL.value) ? 'responses' : 'chat'),
    model: firstSaid(env['OPENAI_MODEL'], config.openaiModel) ?? OPENAI_DEFAULTS.model,
  });
}
