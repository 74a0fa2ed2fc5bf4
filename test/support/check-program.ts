import { openRunner } from '../../src/engine/runner/runner.ts';
import { runBlock } from '../../src/engine/verification/run-block.ts';
import { systemClock } from '../../src/engine/domain/clock.ts';
import { splitStatements } from '../../src/engine/shell/split.ts';

// A process of its own that runs a block of checks as the engine does: its limits are not those of the tests.
const [root = '', text = ''] = process.argv.slice(2);
const statements = splitStatements(text, 1, 0);
const runner = openRunner();
const { results } = await runBlock({
  block: { text, line: 1, statements: statements.ok ? statements.value : [] },
  cwd: root,
  env: { PATH: process.env['PATH'] ?? '', HOME: root },
  skip: new Map(),
  limitMs: 60_000,
  signal: new AbortController().signal,
  clock: systemClock,
  runner,
  root,
  outputName: 'logs/W/1',
  secrets: [],
  onOutput: () => undefined,
});
runner.close();
process.stdout.write(JSON.stringify(results));
