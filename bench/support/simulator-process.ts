import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Product } from './product.ts';

/** A simulated model in a process of its own, so that what it costs delays nobody who measures. */
export interface SimulatorProcess {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts `wingman simulate` at a speed in tokens a second and waits until it serves. */
export async function startSimulatorProcess(
  product: Product,
  answersDir: string,
  tokensPerSecond: number,
  env: NodeJS.ProcessEnv,
): Promise<SimulatorProcess> {
  const args = ['simulate', '--answers', answersDir, '--tps', String(tokensPerSecond)];
  const child = spawn(process.execPath, [...product.nodeArguments, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const { port } = JSON.parse(line) as { port: number };
    return {
      url: `http://127.0.0.1:${port}`,
      async close() {
        child.kill('SIGTERM');
        await exited;
      },
    };
  }
  throw new Error('the simulated model ended before it served');
}
