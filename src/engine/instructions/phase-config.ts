import { parseDocument } from 'yaml';
import { z } from 'zod';
import { err, ok, type Result } from '../domain/result.ts';
import type { Finding } from '../domain/instruction.ts';

/** One printable line. */
const line = (max: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\x00-\x1f\x7f-\x9f]*$/, 'holds control characters');
const command = z
  .string()
  .trim()
  .min(1)
  .max(16 * 1024);

/** `phase.yaml` beside the worker files. */
export const phaseConfigSchema = z
  .strictObject({
    name: line(80).describe('name of the phase; the folder’s name by default'),
    title: line(200).describe('what the phase delivers, in a few words'),
    // YAML reads a lone `021` as a number.
    workers: z
      .union([z.string(), z.number().int().nonnegative().transform(String)])
      .describe('workers of the phase: 001-018,021'),
    test: command.describe('the phase’s own test command, run after the last worker'),
    deploy: z.array(command).max(100).describe('commands that deploy the phase, each approved by a person'),
    setup: command.describe('command run once a worktree'),
  })
  .partial();

export type PhaseConfig = z.infer<typeof phaseConfigSchema>;

/** Reads the text of a `phase.yaml`; every fault is named with its key and line. */
export function parsePhaseConfig(file: string, text: string): Result<PhaseConfig, Finding[]> {
  const fault = (at: number, message: string, fix: string): Finding => ({
    rule: 'phase-config',
    level: 'error',
    file,
    line: at,
    message,
    fix,
  });
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0)
    return err(
      document.errors.map((error) =>
        fault(lineAt(error.pos[0]), `no valid YAML: ${error.message}`, 'correct the YAML'),
      ),
    );
  const lineOfKey = (key: string): number => {
    const at = text
      .split('\n')
      .findIndex(
        (row) => row.startsWith(`${key}:`) || row.startsWith(`"${key}"`) || row.startsWith(`'${key}'`),
      );
    return at + 1 || 1;
  };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    // The YAML library throws at a bomb of aliases.
    return err([
      fault(
        1,
        `no valid YAML: ${error instanceof Error ? error.message : String(error)}`,
        'write it without aliases',
      ),
    ]);
  }
  const parsed = phaseConfigSchema.safeParse(value ?? {});
  if (parsed.success) return ok(parsed.data);
  const keys = Object.keys(phaseConfigSchema.shape).join(', ');
  return err(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => fault(lineOfKey(key), `unknown key "${key}"`, `use one of: ${keys}`))
        : [
            fault(
              lineOfKey(String(issue.path[0] ?? '')),
              `${issue.path.join('.') || 'phase.yaml'}: ${issue.message}`,
              'correct the value',
            ),
          ],
    ),
  );
}
