import { SUCCESS_RATE, type GateReport } from '../domain/gate-report.ts';

/** The figures that a gate's decision rests on. */
export type GateFigures = Pick<GateReport, 'workers' | 'accepted' | 'proven' | 'cleanClone' | 'phaseTest'>;

/** Why the phase does not pass by its own figures; empty when it does. */
export function objections(report: GateFigures, requireProof: boolean): readonly string[] {
  const { workers, cleanClone, phaseTest } = report;
  const counted = requireProof ? report.proven : report.accepted;
  const found: string[] = [];
  if (workers === 0 || counted / workers <= SUCCESS_RATE) {
    const what = requireProof ? 'proven' : 'accepted';
    found.push(`${counted} of ${workers} workers ${what}, which is not over ${SUCCESS_RATE * 100} %`);
  }
  if (cleanClone.red > 0) found.push(`${cleanClone.red} checks are not green in the clean clone`);
  if (phaseTest !== null && !phaseTest.ok) found.push(`the phase's test failed: ${phaseTest.command}`);
  return found;
}
