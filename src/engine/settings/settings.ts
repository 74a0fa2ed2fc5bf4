import { readFile } from 'node:fs/promises';
import ms, { type StringValue } from 'ms';
import { parse } from 'yaml';
import { z } from 'zod';
import { modelKey, PROVIDER_NAMES, PROVIDER_SETTINGS, type ModelKey } from '../domain/provider-name.ts';
import { err, ok, type Result } from '../domain/result.ts';

/**
 * What `ms` is given. Units over an hour are left out: an attempt takes no days, and a timer of some weeks overflows.
 * The digits are limited since `ms` throws for a text over 100 characters.
 */
const DURATION = /^\d{1,30}(?:\.\d{1,30})?(?:ms|s|m|h)$/;

const isDuration = (text: string): text is StringValue => DURATION.test(text);

/** Milliseconds from `20m`, `90s`, `1h`, `500ms`; a bare number is seconds. Null for anything else. */
export function parseDuration(text: string): number | null {
  const written = text.trim();
  const withUnit = /\d$/.test(written) ? `${written}s` : written;
  return isDuration(withUnit) ? ms(withUnit) : null;
}

const duration = z.union([z.string(), z.number()]).transform((value, context) => {
  const ms = parseDuration(String(value));
  if (ms !== null && ms > 0) return ms;
  context.addIssue({ code: 'custom', message: 'write a duration such as 20m, 90s or 1h' });
  return z.NEVER;
});

/** One key for each provider's model; `Object.fromEntries` loses the type of the keys. */
const modelKeys = Object.fromEntries(
  PROVIDER_NAMES.map((name) => [modelKey(name), z.string().optional()]),
) as Record<ModelKey, z.ZodOptional<z.ZodString>>;

/** What `wingman.yaml` may say. Where a key is a flag of `wingman run` too, the flag wins. */
export const settingsSchema = z.strictObject({
  workersDir: z.string().optional().describe('folder of the worker files'),
  state: z.string().optional().describe('folder of all runs'),
  work: z.string().optional().describe('folder for worktrees and clones, outside any checkout'),
  provider: z.enum(PROVIDER_SETTINGS).default('auto'),
  api: z
    .enum(['responses', 'chat'])
    .optional()
    .describe('which OpenAI API; chat is the default for a foreign base URL'),
  ...modelKeys,
  concurrency: z.number().int().min(1).max(1_000).default(50).describe('workers at once'),
  checksAtOnce: z
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('worktrees whose checks run at once; the number of cores'),
  maxRetries: z.number().int().min(0).max(100).default(2),
  timeout: duration.default(20 * 60_000).describe("one attempt's model and checks, not its waits"),
  stall: duration.default(5 * 60_000).describe('without tokens or check output'),
  budget: z.number().positive().optional().describe('USD; no attempt is started beyond it'),
  maxOutputTokens: z
    .number()
    .int()
    .min(256)
    .default(16_384)
    .describe('of one answer; a longer one is continued'),
  promptTokens: z.number().int().min(2_000).default(100_000).describe('upper bound of one prompt'),
  requestsPerMinute: z.number().int().min(1).default(10_000),
  venv: z
    .string()
    .optional()
    .describe('virtual environment; .venv, venv and ai-workers/.venv are found by themselves'),
  python: z.string().optional().describe('interpreter, where there is no virtual environment'),
  link: z
    .array(z.string())
    .default([])
    .describe('untracked paths that tests need, linked into every worktree'),
  setup: z.string().optional().describe('command, run once in every new worktree'),
  allow: z.array(z.string()).default([]).describe('lint rules that may be broken; goes on the record'),
  rewrites: z
    .record(z.string(), z.string())
    .default({})
    .describe('texts replaced in every worker file before it is read, such as a path of another machine'),
  waive: z
    .array(z.strictObject({ worker: z.string(), check: z.number().int().min(1), reason: z.string().min(1) }))
    .default([])
    .describe('checks that are left out, counted from 1, each with its reason'),
  gate: z.enum(['ask', 'auto', 'stop']).optional(),
  requireProof: z.boolean().default(false),
  prices: z
    .record(z.string(), z.strictObject({ input: z.number().min(0), output: z.number().min(0) }))
    .default({})
    .describe('USD per million tokens, by model'),
});

/** The same settings as a run saves them: defaults filled in, durations in milliseconds. */
export const savedSettingsSchema = settingsSchema.extend({ timeout: z.number(), stall: z.number() });

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;

/** Reads a settings file (null: none) and overrides it with the flags; an error names file, key and what to write. */
export async function loadSettings(
  file: string | null,
  flags: SettingsInput,
): Promise<Result<Settings, string>> {
  let fromFile: unknown = {};
  if (file !== null) {
    try {
      fromFile = parse(await readFile(file, 'utf8')) ?? {};
    } catch (error) {
      return err(
        `${file}: ${error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)}`,
      );
    }
    if (typeof fromFile !== 'object' || Array.isArray(fromFile))
      return err(`${file}: write "key: value" lines`);
  }
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const checked = settingsSchema.safeParse({ ...(fromFile as object), ...given });
  if (checked.success) return ok(checked.data);
  return err(checked.error.issues.map((issue) => describeIssue(file ?? 'flags', issue)).join('\n'));
}

function describeIssue(where: string, issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `${where}: unknown ${issue.keys.join(', ')}; known are ${Object.keys(settingsSchema.shape).join(', ')}`;
  }
  return `${where}: ${issue.path.join('.')}: ${issue.message}`;
}
