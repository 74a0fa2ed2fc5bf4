import type { ProviderName, ProviderSetting } from '../domain/provider-name.ts';
import { err, ok, type Result } from '../domain/result.ts';

/** Everything that has a say in which provider a worker goes to. */
export interface RouteQuestion {
  /** What the worker's instruction asks for. */
  readonly asked: ProviderName;
  /** `--provider`: `auto`, or one for all workers. */
  readonly setting: ProviderSetting;
  /** What a person has chosen for this one worker since; null where nobody has. */
  readonly override: ProviderName | null;
}

/** The provider that a worker is to go to is not set up. */
export interface MissingProvider {
  readonly wanted: ProviderName;
  /** Those that are set up: for a person to choose from, never for us. */
  readonly available: readonly ProviderName[];
}

/** Where a worker is to go, whether that provider is set up or not. */
export function wantedProvider({ asked, setting, override }: RouteQuestion): ProviderName {
  return override ?? (setting === 'auto' ? asked : setting);
}

/**
 * The provider of one worker. It never falls back silently to another one: that could cost money, or a much weaker
 * model, that nobody asked for.
 */
export function chooseProvider(
  question: RouteQuestion,
  available: ReadonlySet<ProviderName>,
): Result<ProviderName, MissingProvider> {
  const wanted = wantedProvider(question);
  return available.has(wanted) ? ok(wanted) : err({ wanted, available: [...available] });
}
