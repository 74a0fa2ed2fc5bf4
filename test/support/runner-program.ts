import { openRunner } from '../../src/engine/runner/runner.ts';

// An engine that starts its arguments through the runner, each as a Bash script, and waits to be killed.
const runner = openRunner();
for (const script of process.argv.slice(2)) {
  runner.start(
    {
      argv: ['bash', '--norc', '-c', script],
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '' },
      stdin: 'none',
      script: null,
      mark: null,
      sandbox: 'group',
    },
    { onOutput: () => undefined, onExit: () => process.exit(1) },
  );
}
