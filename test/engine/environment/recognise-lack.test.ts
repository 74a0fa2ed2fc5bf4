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

describe('a red check', () => {
  it('lacks a module that the worker file names, by its top-level name', () => {
    const output = "ModuleNotFoundError: No module named 'requests.adapters'";
    expect(lackOf('python3 -c "import requests.adapters"', output)).toBe('module requests');
    expect(lackOf('python3 -m pytest -q', '/usr/bin/python3: No module named pytest')).toBe('module pytest');
  });

  it('lacks nothing where a deliverable or the repo provides the module', () => {
    expect(lackOf('python3 -c "import part"', "ModuleNotFoundError: No module named 'part'")).toBeNull();
  });

  it("lacks nothing where only the model's code names the module", () => {
    expect(lackOf('python3 -c "import part"', "ModuleNotFoundError: No module named 'leftpad'")).toBeNull();
  });

  it('lacks a program that is missing or may not be run', () => {
    expect(lackOf('jq . x.json', 'bash: line 3: jq: command not found', { exitCode: 127 })).toBe(
      'program jq',
    );
    expect(lackOf('jq . x.json', 'bash: jq: Permission denied', { exitCode: 126 })).toBe('program jq');
    expect(lackOf('jq . x.json', 'env: jq: No such file or directory', { exitCode: 127 })).toBe('program jq');
  });

  it('lacks nothing where the program is a file of the repo, or a sourced file should define it', () => {
    expect(lackOf('./run.sh', 'bash: ./run.sh: No such file or directory', { exitCode: 127 })).toBeNull();
    expect(lackOf('. ./lib.sh && greet', 'bash: greet: command not found', { exitCode: 127 })).toBeNull();
  });

  it('lacks no program at other exit statuses, whose output may come from the work', () => {
    expect(lackOf('jq . x.json', 'jq: command not found', { exitCode: 1 })).toBeNull();
  });

  it('lacks nothing where only the work calls the program', () => {
    expect(
      lackOf('bash run.sh', 'run.sh: line 2: frobnicate: command not found', { exitCode: 127 }),
    ).toBeNull();
  });

  it('lacks the Docker daemon', () => {
    const output = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.';
    expect(lackOf('docker ps', output)).toBe('service docker');
  });

  it('lacks a service that does not answer', () => {
    const output = 'curl: (7) Failed to connect to localhost port 8765 after 0 ms: Connection refused';
    expect(lackOf('curl -sf http://localhost:8765/health', output)).toBe('service localhost:8765');
  });

  it('lacks nothing where its own block starts the service', () => {
    const output = 'curl: (7) Failed to connect to localhost port 8765 after 0 ms: Connection refused';
    const checks = 'python3 part.py &\ncurl -sf http://localhost:8765/health';
    expect(lackOf(checks, output)).toBeNull();
    expect(lackOf('docker compose up -d\ncurl -sf http://localhost:8765/health', output)).toBeNull();
  });

  it('lacks the Docker daemon even where its block starts containers', () => {
    const output = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.';
    expect(lackOf('docker compose up -d\ndocker ps', output)).toBe('service docker');
  });

  it('is reported with what to do about it', () => {
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

  it('lacks nothing where it is green, was not reached or timed out', () => {
    for (const status of ['green', 'not-reached', 'timeout', 'waived'] as const)
      expect(lackOf('jq . x', 'jq: command not found', { exitCode: 127, status }), status).toBeNull();
  });
});
