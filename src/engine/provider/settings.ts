import { err, ok, type Result } from '../domain/result.ts';
import { isOpenAIHost, type OpenAIApi } from './openai/client.ts';
import type { ProviderName } from '../domain/provider-name.ts';
import { chooseProvider, type ProviderSetting } from './routing.ts';

/** What is used where neither the environment nor the settings say anything; `wingman doctor` shows them. */
export const PROVIDER_DEFAULTS = {
  openaiBaseURL: 'https://api.openai.com/v1',
  openaiModel: 'gpt-5.4-mini',
  ollamaHost: 'http://127.0.0.1:11434',
  ollamaModel: 'qwen2.5-coder:7b',
  /** Limit on one request, answer included. */
  requestTimeoutMs: 15 * 60_000,
  /** Upper bound of one answer in tokens; a longer one is continued. */
  maxOutputTokens: 32_000,
} as const;

/** What wingman.yaml and the flags may say about providers. Keys are never saved there. */
export interface ProviderConfig {
  readonly provider: ProviderSetting;
  readonly api?: OpenAIApi | undefined;
  readonly openaiBaseURL?: string | undefined;
  readonly openaiModel?: string | undefined;
  readonly ollamaHost?: string | undefined;
  readonly ollamaModel?: string | undefined;
}

export interface OpenAISettings {
  readonly apiKey: string;
  readonly baseURL: string;
  readonly api: OpenAIApi;
  readonly model: string;
}

export interface OllamaSettings {
  readonly host: string;
  readonly model: string;
}

export interface ProviderSettings {
  readonly setting: ProviderSetting;
  /** Null without a key, when no worker needs one. */
  readonly openai: OpenAISettings | null;
  readonly ollama: OllamaSettings;
}

/** The providers that are set up; whether they answer is a probe's question. */
export function availableProviders(settings: ProviderSettings): ReadonlySet<ProviderName> {
  return new Set<ProviderName>(settings.openai === null ? ['ollama'] : ['openai', 'ollama']);
}

/**
 * The providers' settings: the environment first, then the config, then the defaults.
 * @param routes what the workers of the phase ask for
 * @returns an error in words that says what to set
 */
export function resolveProviderSettings(
  env: Readonly<Record<string, string | undefined>>,
  config: ProviderConfig,
  routes: Iterable<ProviderName>,
): Result<ProviderSettings, string> {
  const baseURL = httpURL(
    'OPENAI_BASE_URL',
    said(env['OPENAI_BASE_URL'], config.openaiBaseURL) ?? PROVIDER_DEFAULTS.openaiBaseURL,
  );
  if (!baseURL.ok) return baseURL;
  const host = ollamaHost(said(env['OLLAMA_HOST'], config.ollamaHost) ?? PROVIDER_DEFAULTS.ollamaHost);
  if (!host.ok) return host;
  const apiKey = said(env['OPENAI_API_KEY']);
  // The client puts it into a header, where it would fail in the middle of the run.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    return err('OPENAI_API_KEY holds a character that no key has (a space, a line end?): export it again');
  }
  const settings: ProviderSettings = {
    setting: config.provider,
    openai:
      apiKey === undefined
        ? null
        : {
            apiKey,
            baseURL: baseURL.value,
            api: config.api ?? (isOpenAIHost(baseURL.value) ? 'responses' : 'chat'),
            model: said(env['OPENAI_MODEL'], config.openaiModel) ?? PROVIDER_DEFAULTS.openaiModel,
          },
    ollama: {
      host: host.value,
      model: said(env['OLLAMA_MODEL'], config.ollamaModel) ?? PROVIDER_DEFAULTS.ollamaModel,
    },
  };
  const available = availableProviders(settings);
  for (const route of new Set(routes)) {
    const chosen = chooseProvider(route, config.provider, available);
    if (!chosen.ok) return chosen;
  }
  return ok(settings);
}

/** The first value that says something; a variable that is set to nothing is not set. */
function said(...values: readonly (string | undefined)[]): string | undefined {
  return values.map((value) => value?.trim()).find((value) => value !== undefined && value !== '');
}

function httpURL(name: string, value: string): Result<string, string> {
  const url = URL.parse(value);
  if (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '')
    return ok(value.replace(/\/+$/, ''));
  return err(`${name} is not an http or https URL: ${value}`);
}

/** OLLAMA_HOST is the server's setting too: `0.0.0.0`, `:11434` and `host:port` are usual there. */
function ollamaHost(value: string): Result<string, string> {
  const full = value.startsWith(':')
    ? `http://127.0.0.1${value}`
    : value.includes('://')
      ? value
      : `http://${value}`;
  const url = httpURL('OLLAMA_HOST', full);
  if (!url.ok) return url;
  const parsed = new URL(full);
  if (parsed.hostname === '0.0.0.0' || parsed.hostname === '[::]') parsed.hostname = '127.0.0.1';
  if (parsed.port === '' && !value.includes('://')) parsed.port = '11434';
  return ok(parsed.href.replace(/\/+$/, ''));
}
