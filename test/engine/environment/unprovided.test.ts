import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../../src/engine/domain/instruction.ts';
import { parseInstruction } from '../../../src/engine/instructions/parse.ts';
import type { RepoFiles } from '../../../src/engine/environment/repo-files.ts';
import { unprovidedModules } from '../../../src/engine/environment/unprovided.ts';
import { workerText } from '../lint/support.ts';

/** A worker that delivers `app/core/parser.py`, unless it says otherwise. */
function worker(checks: string, deliverables = '- [ ] Create file: `app/core/parser.py`'): Instruction {
  const parsed = parseInstruction('/phase/WORKER_001_A.md', workerText({ checks, deliverables }));
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value.instruction;
}
const repoOf = (files: Readonly<Record<string, string>>): RepoFiles => ({
  hasFolder: (path) => Object.keys(files).some((file) => file.startsWith(`${path}/`)),
  read: (path) => files[path] ?? null,
});
const missing = (
  checks: string,
  files: Readonly<Record<string, string>> = {},
  deliverables?: string,
): string[] => unprovidedModules([worker(checks, deliverables)], repoOf(files)).map(({ module }) => module);
const IMPORT = 'python3 -c "from app.core.lexer import lex"';

describe('modules that a package of the phase or the repo does not have', () => {
  it.each([
    ['-c', IMPORT],
    ['a plain import', 'python3 -c "import app.core.lexer as lexer"'],
    ['a here-document', "python3 - <<'EOF'\nfrom app.core.lexer import lex\nEOF"],
    ['-m', 'python3 -m app.core.lexer --help'],
    ['bash -c', `bash -c 'python3 -c "import app.core.lexer"'`],
  ])('are found in %s', (_, check) => {
    expect(missing(check)).toEqual(['app.core.lexer']);
  });

  it('are found although the repo has a part of the package, with the line of the import', () => {
    const check = 'test -d app\npython3 -c "\nimport os\nfrom app.core.lexer import lex\n"';
    const instruction = worker(check);
    const start = instruction.blocks[0]?.line ?? 0;
    const found = unprovidedModules([instruction], repoOf({ 'app/__init__.py': '', 'app/cli.py': '' }));
    expect(found.map(({ module, line }) => [module, line - start])).toEqual([['app.core.lexer', 3]]);
  });

  it.each<[string, string, Record<string, string>]>([
    ['a name of a package', 'python3 -c "from app import Parser; from app.core import Parser"', {}],
    ['the deliverable', 'python3 -c "from app.core.parser import Parser; import app.core.parser"', {}],
    ['a file of the repo', IMPORT, { 'app/core/lexer.py': '' }],
    ['a package of the repo', IMPORT, { 'app/core/lexer/__init__.py': '' }],
    ['a namespace package', IMPORT, { 'app/core/lexer/tables/a.py': '' }],
    ['a file below src', IMPORT, { 'src/app/core/lexer.py': '' }],
    ['a file below a folder that checks enter', `cd server && ${IMPORT}`, { 'server/app/core/lexer.py': '' }],
    ['a compiled module', IMPORT, { 'app/core/lexer.pyx': '' }],
    ['a package that makes its modules', IMPORT, { 'app/__init__.py': 'sys.modules["app.core.lexer"] = x' }],
    ['bindings that a build makes', 'python3 -c "import app.core.api_pb2, app._speedups"', {}],
    ['a package of neither', 'python3 -c "import flask.views"', {}],
    [
      'relative and guarded imports',
      'python3 -c "\ntry:\n    import app.x\nexcept ImportError:\n    pass\n"',
      {},
    ],
    ['an import that must fail', '! python3 -c "import app.core.lexer"', {}],
    ['an import that may fail', `${IMPORT} || true`, {}],
    [
      'a test of its absence',
      'python3 -c "\nimport pytest\nwith pytest.raises(ImportError):\n    import app.x\n"',
      {},
    ],
    ['a path of its own', 'python3 -c "import sys; sys.path.insert(0, \'x\'); import app.core.lexer"', {}],
    ['a path in the environment', `PYTHONPATH=vendor ${IMPORT}`, {}],
    ['a folder outside the repo', `cd /srv/app\n${IMPORT}`, {}],
  ])('are not taken for missing: %s', (_, check, files) => {
    expect(missing(check, files)).toEqual([]);
  });

  it.each([
    'mkdir -p app/core && echo "lex = 1" > app/core/lexer.py',
    "cat > app/core/lexer.py <<'EOF'\nlex = 1\nEOF",
    'cp fixtures/lexer.py app/core/',
    "python3 -c \"open('app/core/lexer.py', 'w').write('lex = 1')\"",
    './scripts/generate',
    'make generate',
    'git submodule update --init',
  ])('are not taken for missing where a check before makes them: %s', (before) => {
    expect(missing(`${before}\n${IMPORT}`)).toEqual([]);
    expect(missing(`${IMPORT}\n${before}`)).toEqual(['app.core.lexer']);
  });

  it.each([
    'pytest -q > report.txt',
    'ls -l app/core/lexer.py',
    'git status',
    '. .venv/bin/activate',
    'cat app/x',
  ])('are missing all the same where a check before makes something else: %s', (before) => {
    expect(missing(`${before}\n${IMPORT}`)).toEqual(['app.core.lexer']);
  });

  it('are looked for beside what is delivered of their package, wherever that is', () => {
    const files = { 'packages/app/app/core/lexer.py': '' };
    const deliverable = '- [ ] Create file: `packages/app/app/core/parser.py`';
    expect(missing(IMPORT, files, deliverable)).toEqual([]);
    expect(missing(IMPORT, {}, deliverable)).toEqual(['app.core.lexer']);
  });

  it.each<[string, string[]]>([
    ['- [ ] Create file: `lib/app/core/lexer.py`', []],
    ['- [ ] Create file: `app/core/lexer/__init__.py`', []],
    ['- [ ] Create directory: `app/core/`', []],
    ['- [ ] Create directory: `src/`\n- [ ] Create file: `app/x.py`', []],
    ['- [ ] Create file: `core/lexer.py`\n- [ ] Create file: `app/x.py`', ['app.core.lexer']],
    ['- [ ] Create directory: `app/other/`', ['app.core.lexer']],
  ])('count as there by the deliverables %j', (deliverables, expected) => {
    expect(missing(IMPORT, {}, deliverables)).toEqual(expected);
  });
});
