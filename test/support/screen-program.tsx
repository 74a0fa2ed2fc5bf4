import { openScreen } from '../../src/ui/open-screen.tsx';
import { aWorker, fakeRun } from './fake-run.ts';

/** A program of its own with a screen on its own terminal, which ends in the way that its argument names. */
const screen = openScreen({ handle: fakeRun([aWorker(1)]).handle });
await screen.drawn();

const ending: string = process.argv[2] ?? '';
switch (ending) {
  case 'throw':
    setImmediate(() => {
      throw new Error('planted error');
    });
    break;
  case 'handle':
    process.on('uncaughtException', (error) => {
      console.log(`handled: ${error.message}`);
      process.exit(4);
    });
    setImmediate(() => {
      throw new Error('planted error');
    });
    break;
  case 'reject':
    void Promise.reject(new Error('planted error'));
    break;
  case 'exit':
    process.exit(3);
    break;
  case 'close':
    screen.close();
    await screen.closed;
    console.log('after the screen');
    break;
  default:
    // Waits to be ended from outside.
    break;
}
