import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { parseFaults, parseRates } from '../simulator/fault-options.ts';
import { startSimulator } from '../simulator/server.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { port } from './flags.ts';

interface SimulateFlags {
  readonly answers: string;
  readonly rates?: string;
  readonly faults?: string;
  readonly seed?: number;
  readonly port?: number;
  readonly tps?: number;
  readonly latency?: number;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('write a number above 0');
};

export function addSimulateCommand(program: Command, finish: Finish): void {
  program
    .command('simulate')
    .description('serve a model that answers from files, on loopback, in the languages of OpenAI and Ollama')
    .requiredOption('--answers <dir>', 'DIR/WORKER_NNN/<path in the repo>')
    .option('--rates <list>', 'faults at random, such as guide=0.1,broken=.05')
    .option('--faults <file>', 'faults by worker and attempt, as JSON')
    .option('--seed <n>', 'the same seed gives the same faults', port)
    .option('--port <n>', 'any free one', port)
    .option('--tps <n>', 'tokens a second; at once', positive)
    .option('--latency <ms>', 'before the first token', port)
    .addHelpText(
      'after',
      '\nExample:\n  wingman simulate --answers answers --rates guide=0.1,broken=.05 --seed 1',
    )
    .action((flags: SimulateFlags) => finish(simulate(flags)));
}

async function simulate(flags: SimulateFlags): Promise<Ended> {
  const rates = parseRates(flags.rates ?? '');
  if (!rates.ok) return ended(EXIT.usage, `--rates: ${rates.error}`);
  const faults = flags.faults === undefined ? null : await readFaults(flags.faults);
  if (faults !== null && !faults.ok) return ended(EXIT.usage, `--faults: ${faults.error}`);
  try {
    const server = await startSimulator({
      answersDir: flags.answers,
      rates: rates.value,
      ...(faults === null ? {} : { faults: faults.value }),
      seed: flags.seed ?? 0,
      port: flags.port ?? 0,
      tokensPerSecond: flags.tps ?? null,
      latencyMs: flags.latency ?? 0,
    });
    process.stdout.write(`${JSON.stringify({ port: server.port })}\n`);
    await stopped();
    await server.close();
    return ended(EXIT.ok);
  } catch (error) {
    return ended(EXIT.usage, error instanceof Error ? error.message : String(error));
  }
}

async function readFaults(file: string): Promise<ReturnType<typeof parseFaults>> {
  try {
    return parseFaults(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Resolves when a signal ends the server. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
