import type OpenAI from 'openai';
import { err, ok, type Result } from '../../domain/result.ts';
import { requestFault } from '../fault.ts';
import { asServerAnswer } from './fault.ts';
import type { RequestFault } from '../provider.ts';

/**
 * Asks for the model by name. Servers other than OpenAI's may only list their models, or not even that: then the
 * server is there, and more cannot be known. Throws what the client throws.
 */
export async function probeModel(
  client: OpenAI,
  model: string,
  official: boolean,
  where: string,
  signal: AbortSignal,
): Promise<Result<void, RequestFault>> {
  try {
    await client.models.retrieve(model, { signal });
    return ok(undefined);
  } catch (error) {
    if (official || !isUnknownPath(error)) throw error;
  }
  try {
    const ids = (await client.models.list({ signal })).data.map((entry) => entry.id);
    if (ids.length === 0 || ids.includes(model)) return ok(undefined);
    const more = ids.length > 8 ? ` and ${ids.length - 8} more` : '';
    const known = `${ids.slice(0, 8).join(', ')}${more}`;
    return err(requestFault('bad-request', `${where} has no model ${model} (it has ${known})`));
  } catch (error) {
    if (isUnknownPath(error)) return ok(undefined);
    throw error;
  }
}

function isUnknownPath(error: unknown): boolean {
  return [404, 405, 501].includes(asServerAnswer(error)?.status ?? 0);
}
