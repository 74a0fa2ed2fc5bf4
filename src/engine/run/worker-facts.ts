import type { Settings } from '../settings/settings.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Plan } from '../domain/plan.ts';
import { wantedProvider } from '../provider/routing.ts';
import type { WorkerFacts } from '../domain/worker-facts.ts';

/** What the state says of a worker before it runs. */
export function workerFacts(
  instruction: Instruction,
  plan: Plan,
  settings: Pick<Settings, 'provider'>,
): WorkerFacts {
  return {
    id: instruction.id,
    name: instruction.name,
    file: instruction.file,
    hash: instruction.hash,
    deliverables: instruction.deliverables.map((deliverable) => deliverable.path),
    checks: checksIn(instruction),
    route: wantedProvider({ asked: instruction.route, setting: settings.provider, override: null }),
    after: (plan.workers.get(instruction.id)?.after ?? []).map((edge) => ({
      worker: edge.worker,
      because: edge.because.kind === 'lock' ? `shares ${edge.because.path}` : 'dependency',
    })),
  };
}

/** How many checks an instruction has. */
export const checksIn = ({ blocks }: Instruction): number =>
  blocks.reduce((sum, block) => sum + block.statements.length, 0);
