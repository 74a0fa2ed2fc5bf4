import { openRunner } from '../../src/engine/runner/runner.ts';

// An engine that starts a child through the runner, prints the child's number, and waits to be killed.
const runner = openRunner();
runner.start(
  {
    argv: ['bash', '-c', 'echo $$; exec sleep 1007'],
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    stdin: 'none',
    script: null,
    mark: null,
    sandbox: 'group',
  },
  { onOutput: (_, bytes) => void process.stdout.write(bytes), onExit: () => process.exit(1) },
);
