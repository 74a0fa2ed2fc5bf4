import type { Instruction } from '../domain/instruction.ts';
import type { ProviderName } from '../domain/provider-name.ts';

/** Which provider a worker goes to: what its TASK_CLASSIFICATION asks for, or what the setting says for all. */
export function chooseRoute(
  instruction: Pick<Instruction, 'route'>,
  setting: 'auto' | ProviderName,
): ProviderName {
  return setting === 'auto' ? instruction.route : setting;
}
