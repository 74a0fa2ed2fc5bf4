import { resolve } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTerminal } from '../../support/terminal.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Runs a program with a screen on a terminal of its own, to its end. */
async function runProgram(ending: string, signal?: string) {
  const terminal = openTerminal(80, 24);
  const args = [
    '--import',
    resolve(ROOT, 'test/support/tsx-loader.ts'),
    resolve(ROOT, 'test/support/screen-program.tsx'),
    ending,
  ];
  const child = spawn(process.execPath, args, { cols: 80, rows: 24, cwd: ROOT, env: process.env });
  onTestFinished(() => {
    terminal.dispose();
    try {
      child.kill('SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  });
  child.onData((data) => terminal.stdout.write(data));
  const exited = new Promise<number>((done) =>
    child.onExit(({ exitCode, signal: by }) => done(by ? 128 + by : exitCode)),
  );
  if (signal !== undefined) {
    await terminal.until((text) => text.includes('WINGMAN'));
    expect(terminal.buffer()).toBe('alternate');
    child.kill(signal);
  }
  const exit = await exited;
  await new Promise<void>((done) => terminal.stdout.write('', () => done()));
  return { terminal, exit };
}

describe('a program that ends under its screen', () => {
  it.each([
    ['throw', 1, 'planted error'],
    ['handle', 4, 'handled: planted error'],
    ['reject', 1, 'planted error'],
    ['exit', 3, ''],
    ['close', 0, 'after the screen'],
  ])('gives the terminal back after: %s', async (ending, status, text) => {
    const { terminal, exit } = await runProgram(ending);
    expect(exit).toBe(status);
    expect(terminal.written()).toContain('\u001b[?1049h');
    expect([terminal.buffer(), terminal.cursorHidden()]).toEqual(['normal', false]);
    expect(terminal.text()).toContain(text);
    expect(terminal.text()).not.toContain('WINGMAN');
  });

  it.each([
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ])('gives the terminal back after %s', async (signal, number) => {
    const { terminal, exit } = await runProgram('wait', signal);
    expect(exit).toBe(128 + number);
    expect([terminal.buffer(), terminal.cursorHidden()]).toEqual(['normal', false]);
  });
});
