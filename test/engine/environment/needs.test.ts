import { describe, expect, it } from 'vitest';
import { parseInstruction } from '../../../src/engine/instructions/parse.ts';
import type { Instruction } from '../../../src/engine/domain/instruction.ts';
import { importedModules } from '../../../src/engine/environment/python-imports.ts';
import { collectNeeds } from '../../../src/engine/environment/needs.ts';
import type { RepoFiles } from '../../../src/engine/environment/repo-files.ts';
import { providedModules } from '../../../src/engine/environment/provided.ts';
import { workerText } from '../lint/support.ts';

function worker(checks: string, deliverables?: string): Instruction {
  const text = workerText({ checks, ...(deliverables === undefined ? {} : { deliverables }) });
  const parsed = parseInstruction('/tmp/WORKER_001_A.md', text);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value.instruction;
}

const needsOf = (checks: string, repo: RepoFiles | null = null): string[] =>
  collectNeeds([worker(checks)], repo)
    .map(({ kind, name }) => `${kind} ${name}`)
    .sort();

const programs = (checks: string): string[] =>
  needsOf(checks)
    .filter((need) => need.startsWith('program '))
    .map((need) => need.slice(8));

const repoOf = (files: Readonly<Record<string, string>>): RepoFiles => ({
  hasFolder: (path) => Object.keys(files).some((file) => file.startsWith(`${path}/`)),
  read: (path) => files[path] ?? null,
});

describe('the programs that checks need', () => {
  const table: [string, string[]][] = [
    ['pytest -q', ['pytest']],
    ['cd app && pytest | tail -5', ['pytest', 'tail']],
    ['env A=1 timeout 60 cargo test', ['cargo', 'env', 'timeout']],
    ['A=1 go test ./...', ['go']],
    ['if ! ruff check .; then exit 1; fi', ['ruff']],
    ['out=$(jq .a x.json) && [ "$out" = 1 ]', ['jq']],
    ['bash -c "npm test"', ['bash', 'npm']],
    ['f() { pytest; }\nf', ['pytest']],
    ['./run.sh && scripts/check.sh', []],
    ['/usr/bin/env node x.js', ['env', 'node']],
    ['command -v docker && docker ps', []],
    ['pytest || python3 -m pytest', []],
    ['pytest || exit 1', ['pytest']],
    ['echo "run pytest"', []],
    ['"$TOOL" --version', []],
    ["cat <<'EOF'\npytest\nEOF", ['cat']],
  ];
  it.each(table)('%s', (checks, expected) => {
    expect(programs(checks)).toEqual(expected);
  });
});

describe('the modules that checks need', () => {
  const modules = (checks: string, repo: RepoFiles | null = null): string[] =>
    needsOf(checks, repo)
      .filter((need) => need.startsWith('module '))
      .map((need) => need.slice(7));

  it('are read from -c, -m, here-documents and options of pytest', () => {
    expect(modules('python3 -c "import requests, json as j; from bs4.element import Tag"')).toEqual([
      'bs4',
      'json',
      'requests',
    ]);
    expect(modules('python3 -c "\nimport yaml\nif yaml: import PIL\n"')).toEqual(['PIL', 'yaml']);
    expect(modules('python -m pytest -n auto tests')).toEqual(['pytest', 'xdist']);
    expect(modules('python3 -m http.server --help')).toEqual(['http']);
    expect(modules("python3 - <<'EOF'\nimport numpy as np\nEOF")).toEqual(['numpy']);
    expect(modules('pytest --cov --cov-report=term')).toEqual(['pytest_cov']);
    expect(modules('python3 manage.py check')).toEqual([]);
  });

  it('are read from the test files that the repo has', () => {
    const repo = repoOf({
      'tests/test_a.py': 'import httpx\nfrom . import b\n',
      'tests/test_b.py': 'import flask\n',
    });
    expect(modules('pytest tests/test_a.py::test_x -v', repo)).toEqual(['httpx']);
    expect(modules('python3 tests/test_b.py', repo)).toEqual(['flask']);
    expect(modules('pytest tests/missing.py', repo)).toEqual([]);
  });

  it('leave out strings, comments, relative imports and guarded ones', () => {
    const code = [
      '"""\nimport inside\n"""',
      "s = 'import quoted'",
      '# import comment',
      'from . import here',
      'from .there import x',
      'try:\n    import maybe\nexcept ImportError:\n    maybe = None',
      'try:\n    import perhaps\nexcept ValueError:\n    pass\nexcept (OSError, ImportError):\n    pass',
      'try:\n\n    import any_of_them\nexcept:\n    pass',
      'def f():\n    import late',
      'import os; import sys',
    ].join('\n');
    expect(importedModules(code)).toEqual(['late', 'os', 'sys']);
  });

  it('count where only another error is caught, and are found in long blocks', () => {
    const guarded = (clause: string): string =>
      `try:\n${'    import part\n'.repeat(300)}${clause}\n    pass\n`;
    expect(importedModules(guarded('except ValueError:'))).toEqual(['part']);
    expect(importedModules(guarded('finally:'))).toEqual(['part']);
    expect(importedModules(guarded('except ImportError:'))).toEqual([]);
  });

  it('are no lack where a deliverable or the repo provides them', () => {
    const instructions = [worker('python3 -c "import app"', '- [ ] Create file: `pkg/core/app.py`')];
    expect([...providedModules(instructions, [], null)]).toEqual(['pkg', 'core', 'app']);
    const repo = repoOf({ 'helpers.py': '', 'src/lib_x/__init__.py': '' });
    const provided = providedModules([], ['helpers', 'lib_x', 'requests'], repo);
    expect([...provided].sort()).toEqual(['helpers', 'lib_x']);
  });
});

describe('the services that checks need', () => {
  const services = (checks: string): string[] =>
    needsOf(checks)
      .filter((need) => need.startsWith('service '))
      .map((need) => need.slice(8));
  const table: [string, string[]][] = [
    ['docker ps | grep -q web', ['docker']],
    ['docker --version', []],
    ['docker compose config -q', []],
    ['docker compose -f a.yml ps', ['docker']],
    ['curl -f http://localhost:8001/health', ['localhost:8001']],
    ['curl -f http://127.0.0.1/health', ['localhost:80']],
    ['curl -f "http://localhost:8001/a?b=1&c=2" | jq .a', ['localhost:8001']],
    ['nc -z localhost 5432', ['localhost:5432']],
    ['psql -h localhost -c "select 1"', ['localhost:5432']],
    ['psql postgres://me:pw@localhost:5433/db -c "select 1"', ['localhost:5433']],
    ['! curl -s http://localhost:9/', []],
    ['curl -s http://localhost:8001/ || true', []],
    ['echo "open http://localhost:3000"', []],
    ['python3 -c "C(url=\'http://localhost:1\')"', []],
    ['curl -f https://example.com:8443/', []],
    ['python3 app.py &\nsleep 1\ncurl -f http://localhost:8000/', []],
    ['docker compose up -d\ncurl -f http://localhost:8000/', ['docker']],
  ];
  it.each(table)('%s', (checks, expected) => {
    expect(services(checks)).toEqual(expected);
  });
});

it('names every check that needs a thing, each thing once', () => {
  const [pytest, ...others] = collectNeeds([worker('pytest a\ntrue\npytest b')], null);
  expect(others.map(({ name }) => name)).toEqual([]);
  expect(pytest?.uses.map(({ worker: id, statement }) => [id, statement])).toEqual([
    ['WORKER_001', 0],
    ['WORKER_001', 2],
  ]);
});
