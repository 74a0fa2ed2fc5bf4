import { z } from 'zod';
import { err, ok, type Result } from '../engine/domain/result.ts';
import { FAULT_NAMES, isFaultName, type FaultName, type FaultRates, type FaultScript } from './faults.ts';

const KNOWN = FAULT_NAMES.join(', ');
/** Ten rates of 0.1 add up to a little more than 1 in floating point. */
const ROUNDING = 1e-9;

/** Reads `guide=0.1,broken=.1`; the error names the part that is wrong. Rates that add up to more than 1 are refused. */
export function parseRates(text: string): Result<FaultRates, string> {
  const rates: Partial<Record<FaultName, number>> = {};
  let sum = 0;
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') continue;
    const match = /^([^=]+)=\s*(\d+(?:\.\d*)?|\.\d+)$/.exec(part);
    const name = match?.[1]?.trim();
    const rate = Number(match?.[2]);
    if (name === undefined) return err(`"${part}" is not NAME=RATE, as in guide=0.1`);
    if (!isFaultName(name)) return err(`unknown fault "${name}"; known: ${KNOWN}`);
    if (rate > 1) return err(`the rate of ${name} is ${rate}; it must be between 0 and 1`);
    if (rates[name] !== undefined) return err(`the rate of ${name} is given twice`);
    rates[name] = rate;
    sum += rate;
  }
  if (sum > 1 + ROUNDING) return err(`the rates add up to ${Number(sum.toFixed(6))}; at most 1 is possible`);
  return ok(rates);
}

const WORKER_ID = /^WORKER_\d+$/;
const faultsFile = z.record(z.string(), z.array(z.string()));

/** Checks the parsed faults file, `{"WORKER_001": ["guide", "ok"]}`; the error names the worker and the fault. */
export function parseFaults(json: unknown): Result<FaultScript, string> {
  const parsed = faultsFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    return err(
      `${where === '' ? 'the faults file' : where}: expected an object of worker ids, each with a list of faults`,
    );
  }
  const script: Record<string, readonly FaultName[]> = {};
  for (const [worker, names] of Object.entries(parsed.data)) {
    if (!WORKER_ID.test(worker)) return err(`"${worker}" is not a worker id such as WORKER_001`);
    const unknown = names.find((name) => !isFaultName(name));
    if (unknown !== undefined) return err(`${worker}: unknown fault "${unknown}"; known: ${KNOWN}`);
    script[worker] = names.filter(isFaultName);
  }
  return ok(script);
}
