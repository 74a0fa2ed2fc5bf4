import { ok, type Result } from '../../domain/result.ts';
import type { Environment, ProviderConfig } from '../descriptor.ts';
import { firstSaid, httpURL } from '../read-setting.ts';

/** What is used where neither the environment nor the settings say anything. */
export const OLLAMA_DEFAULTS = { host: 'http://127.0.0.1:11434', model: 'qwen2.5-coder:7b' } as const;

export interface OllamaSettings {
  readonly host: string;
  readonly model: string;
}

/** Never null: without any setting the server of this machine is used. */
export function readOllamaSettings(
  env: Environment,
  config: Pick<ProviderConfig, 'ollamaModel'>,
): Result<OllamaSettings, string> {
  const host = ollamaHost(firstSaid(env['OLLAMA_HOST']) ?? OLLAMA_DEFAULTS.host);
  if (!host.ok) return host;
  const model = firstSaid(env['OLLAMA_MODEL'], config.ollamaModel) ?? OLLAMA_DEFAULTS.model;
  return ok({ host: host.value, model });
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
