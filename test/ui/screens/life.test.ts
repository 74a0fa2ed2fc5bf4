import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { RunHandle } from '../../../src/engine/domain/run-handle.ts';
import { aWorker, fakeRun, running } from '../../support/fake-run.ts';
import { openRig } from '../rig.ts';

/** Keeps what is written to it. */
function sink(): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
}

/** A run whose workers cannot be read any more from some moment on: a bug in whatever draws them. */
function breakable() {
  const run = fakeRun([aWorker(1)]);
  let broken = false;
  const handle: RunHandle = {
    ...run.handle,
    worker: (id) => {
      if (broken) throw new Error('no such \u001b[2J thing');
      return run.handle.worker(id);
    },
  };
  return {
    run: { ...run, handle },
    break: () => {
      broken = true;
      run.change({});
    },
  };
}

describe('the life of the screen', () => {
  it('takes the alternate screen, raw mode and the cursor, and gives them back', async () => {
    const run = fakeRun([aWorker(1)]);
    const { terminal, screen, clock } = await openRig(run);
    expect([terminal.buffer(), terminal.rawMode(), terminal.cursorHidden()]).toEqual([
      'alternate',
      true,
      true,
    ]);
    screen.close();
    screen.close();
    await screen.closed;
    expect([terminal.buffer(), terminal.rawMode(), terminal.cursorHidden()]).toEqual([
      'normal',
      false,
      false,
    ]);
    expect(terminal.text().trim()).toBe('');
    expect([clock.pending(), run.listeners()]).toEqual([0, 0]);
  });

  it('leaves no listener on the process or the streams', async () => {
    const count = (): number[] => [
      process.listenerCount('exit'),
      process.listenerCount('uncaughtExceptionMonitor'),
    ];
    const before = count();
    const { terminal, screen } = await openRig(fakeRun([aWorker(1)]));
    expect(count()).not.toEqual(before);
    screen.close();
    await screen.closed;
    expect(count()).toEqual(before);
    expect(terminal.stdout.listenerCount('resize')).toBe(0);
    expect(terminal.stdin.listenerCount('readable')).toBe(0);
  });

  it('restores the terminal when drawing fails, and only then says why', async () => {
    const { run, break: breakIt } = breakable();
    const { stream, text } = sink();
    const { terminal, screen, clock } = await openRig(run, [80, 24], { stderr: stream });
    breakIt();
    clock.advance(100);
    await expect(screen.closed).rejects.toThrow('no such');
    expect([terminal.buffer(), terminal.rawMode(), terminal.cursorHidden()]).toEqual([
      'normal',
      false,
      false,
    ]);
    expect(text()).toContain('wingman: the screen failed; the run goes on without it.');
    expect(text()).toContain('no such ␛[2J thing');
    expect([clock.pending(), run.listeners()]).toEqual([0, 0]);
  });

  it('goes quietly when the terminal is gone', async () => {
    const { terminal, screen } = await openRig(fakeRun([aWorker(1)]));
    terminal.stdout.emit('error', Object.assign(new Error('EIO'), { code: 'EIO' }));
    await screen.closed;
    expect(terminal.rawMode()).toBe(false);
  });

  it('sends Ctrl+C to the engine and stays', async () => {
    const run = fakeRun([aWorker(1, { status: running('model') })]);
    const { terminal, press } = await openRig(run);
    await press('ctrl+c');
    expect(run.sent).toEqual([{ type: 'stop', cause: 'SIGINT' }]);
    expect(terminal.buffer()).toBe('alternate');
  });
});
