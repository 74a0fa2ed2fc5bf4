import type { ProviderName, ProviderSetting } from '../domain/provider-name.ts';
import { err, ok, type Result } from '../domain/result.ts';

/** What decides which provider a worker is routed to. */
export interface RouteQuestion {
  /** What the worker's instruction asks for. */
  readonly asked: ProviderName;
  /** `--provider`: `auto`, or one for all workers. */
  readonly setting: ProviderSetting;
  /** The provider that a person chose for this worker; null where none was chosen. */
  readonly override: ProviderName | null;
}

/** The provider that a worker is to go to is not set up. */
export interface MissingProvider {
  readonly wanted: ProviderName;
  /** Providers that are set up, as a choice for a person: Wingman never chooses one by itself. */
  readonly available: readonly ProviderName[];
}

/** The provider that a worker is routed to, whether it is set up or not. */
export function wantedProvider({ asked, setting, override }: RouteQuestion): ProviderName {
  return override ?? (setting === 'auto' ? asked : setting);
}

/**
 * The provider of one worker. It never falls back silently to another one: that could cost money, or a much weaker
 * model, that was not asked for.
 */
export function chooseProvider(
  question: RouteQuestion,
  available: ReadonlySet<ProviderName>,
): Result<ProviderName, MissingProvider> {
  const wanted = wantedProvider(question);
  return available.has(wanted) ? ok(wanted) : err({ wanted, available: [...available] });
}
