import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/engine/domain/check-result.ts';
import { recogniseLack } from '../../../src/engine/environment/recognise-lack.ts';
import { parseInstruction } from '../../../src/engine/instructions/parse.ts';
import { workerText } from '../lint/support.ts';

/** What is found to be lacking, as a person reads it. */
const textOf = (checks: string, outputTail: string, more: Partial<CheckResult> = {}): string | null => {
  const lack = findLack(checks, outputTail, more, []);
  return lack === null ? null : `${lack.detail}: ${lack.fix}`;
};

function lackOf(checks: string, outputTail: string, more: Partial<CheckResult> = {}, own = ['part']) {
  const lack = findLack(checks, outputTail, more, own);
  return lack === null ? null : `${lack.kind} ${lack.name}`;
}

/** What is found to be lacking when the last check of a worker ends like this; null where it is the work. */
function findLack(checks: string, outputTail: string, more: Partial<CheckResult>, own: readonly string[]) {
  const parsed = parseInstruction('/tmp/WORKER_001_A.md', workerText({ checks }));
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  const { instruction } = parsed.value;
  const statement = instruction.blocks.at(-1)?.statements.at(-1);
  if (statement === undefined) throw new Error('a worker has a check');
  const result: CheckResult = {
    index: statement.index,
    command: statement.text,
    line: statement.line,
    status: 'red',
    suspicious: false,
    flaky: false,
    exitCode: 1,
    durationMs: 1,
    outputTail,
    outputBytes: outputTail.length,
    output: null,
    ...more,
  };
  return recogniseLack(result, instruction, (module) => own.includes(module));
}

describe('a check that was red for want of', () => {
  it('a module that the worker file names lacks that module, by its top-level name', () => {
    const output = "ModuleNotFoundError: No module named 'requests.adapters'";
    expect(lackOf('python3 -c "import requests.adapters"', output)).toBe('module requests');
    expect(lackOf('python3 -m pytest -q', '/usr/bin/python3: No module named pytest')).toBe('module pytest');
  });

  it('a module that a deliverable or the repo provides has nothing to do with the machine', () => {
    expect(lackOf('python3 -c "import part"', "ModuleNotFoundError: No module named 'part'")).toBeNull();
  });

  it("a module that the worker file does not name was the model's idea", () => {
    expect(lackOf('python3 -c "import part"', "ModuleNotFoundError: No module named 'leftpad'")).toBeNull();
  });

  it('a program lacks it, whether it is not there or may not be run', () => {
    expect(lackOf('jq . x.json', 'bash: line 3: jq: command not found', { exitCode: 127 })).toBe(
      'program jq',
    );
    expect(lackOf('jq . x.json', 'bash: jq: Permission denied', { exitCode: 126 })).toBe('program jq');
    expect(lackOf('jq . x.json', 'env: jq: No such file or directory', { exitCode: 127 })).toBe('program jq');
  });

  it('a program is the work where it is a file of the repo, or what a sourced file should have defined', () => {
    expect(lackOf('./run.sh', 'bash: ./run.sh: No such file or directory', { exitCode: 127 })).toBeNull();
    expect(lackOf('. ./lib.sh && greet', 'bash: greet: command not found', { exitCode: 127 })).toBeNull();
  });

  it('a program says nothing with any other exit status: the words may be the output of the work', () => {
    expect(lackOf('jq . x.json', 'jq: command not found', { exitCode: 1 })).toBeNull();
  });

  it('a program that is none of its own words was called by the work', () => {
    expect(
      lackOf('bash run.sh', 'run.sh: line 2: frobnicate: command not found', { exitCode: 127 }),
    ).toBeNull();
  });

  it('the Docker daemon lacks it', () => {
    const output = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.';
    expect(lackOf('docker ps', output)).toBe('service docker');
  });

  it('a service lacks what should listen there', () => {
    const output = 'curl: (7) Failed to connect to localhost port 8765 after 0 ms: Connection refused';
    expect(lackOf('curl -sf http://localhost:8765/health', output)).toBe('service localhost:8765');
  });

  it('a service that the block itself starts is the work', () => {
    const output = 'curl: (7) Failed to connect to localhost port 8765 after 0 ms: Connection refused';
    const checks = 'python3 part.py &\ncurl -sf http://localhost:8765/health';
    expect(lackOf(checks, output)).toBeNull();
    expect(lackOf('docker compose up -d\ncurl -sf http://localhost:8765/health', output)).toBeNull();
  });

  it('the Docker daemon lacks it even where the block starts containers', () => {
    const output = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.';
    expect(lackOf('docker compose up -d\ndocker ps', output)).toBe('service docker');
  });

  it('something is told with what to do about it', () => {
    expect(textOf('docker ps', 'Cannot connect to the Docker daemon at x.')).toBe(
      'the Docker daemon does not answer: start Docker, or waive the check',
    );
    expect(textOf('curl localhost:8765', 'Failed to connect to localhost port 8765')).toBe(
      'nothing answers at localhost port 8765: start the service, or waive the check',
    );
    expect(textOf('jq . x', 'jq: command not found', { exitCode: 127 })).toBe(
      'jq is not on the PATH: install jq, or waive the check',
    );
    expect(textOf('python3 -c "import yaml.x"', "No module named 'yaml.x'")).toBeNull();
    expect(textOf('python3 -c "import yaml.x"', "ImportError: No module named 'yaml.x'")).toBe(
      'the environment has no Python module yaml: pip install yaml',
    );
  });

  it('nothing lacks nothing: green, not reached and out of time', () => {
    for (const status of ['green', 'not-reached', 'timeout', 'waived'] as const)
      expect(lackOf('jq . x', 'jq: command not found', { exitCode: 127, status }), status).toBeNull();
  });
});
