import { systemClock } from '../engine/domain/clock.ts';
import type { Engine } from '../engine/run/engine.ts';

const REVIEWER = 'the scripted reviewer';

/**
 * Stands in for a person: answers every approval, then the gate by its figures, each after `delayMs`, and says so.
 * Ends with the engine.
 */
export function scriptedReviewer(engine: Engine, delayMs: number, say: (line: string) => void): void {
  const { handle } = engine;
  const answered = new Set<string>();
  const timers = new Set<() => void>();
  const soon = (act: () => void): void => {
    const cancel = systemClock.after(delayMs, () => {
      timers.delete(cancel);
      act();
    });
    timers.add(cancel);
  };
  const look = (): void => {
    const { approvals, gate, gateAnswer, status } = handle.run();
    for (const { id, hash, command } of approvals) {
      if (answered.has(id)) continue;
      answered.add(id);
      soon(() => {
        say(`${REVIEWER} approves ${id}: ${command}`);
        handle.send({ type: 'approve', id, hash, by: REVIEWER });
      });
    }
    if (status.type !== 'reviewing' || gate === null || gateAnswer !== null || answered.has(gate.commit))
      return;
    answered.add(gate.commit);
    soon(() => {
      const decision = gate.aboveThreshold ? 'approve' : 'reject';
      say(`${REVIEWER} ${decision}s the phase: ${gate.accepted} of ${gate.workers} workers accepted`);
      handle.send({ type: 'gate', answer: { decision }, by: REVIEWER });
    });
  };
  const unsubscribe = handle.subscribe(look);
  const end = (): void => {
    unsubscribe();
    for (const cancel of timers) cancel();
  };
  engine.finished.then(end, end);
}
