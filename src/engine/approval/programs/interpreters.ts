import { ask, type Assessment } from '../assessment.ts';
import { judgeCode } from '../code/judge-code.ts';
import { judgeJavaScript } from '../code/javascript-code.ts';
import { judgePython, TELLING_MODULES } from '../code/python-code.ts';
import { judgeScript } from '../code/script-code.ts';
import { BUILDING } from './building.ts';
import type { Call } from '../reading/call.ts';
import { isLiteral } from '../reading/value.ts';
import { readArguments } from './options.ts';
import { judgeTask } from './task-names.ts';
import { judgeManage } from './frameworks.ts';
import { firstOf, firstRead, firstWrite, isAboutItself, row, type Row } from './rules.ts';

/** Languages whose code is read when it is given as a text. */
const READ = /^(?:ruby|perl|php|lua|luajit|Rscript|R|julia|octave)$/;

type JudgeText = (code: string, scope: Call['scope']) => Assessment | null;

/** Interpreters: a file of the worktree is the project's own code; what is given as a text is read. */
export const INTERPRETERS: readonly Row[] = [
  row(
    'python python3 python2 pypy pypy3 python3.8 python3.9 python3.10 python3.11 python3.12 python3.13 python3.14 py ipython',
    'run the project',
    judgePythonCall,
  ),
  row('node nodejs tsx ts-node deno bunx-node', 'run the project', judgeNodeCall),
  row(
    'ruby perl php lua luajit Rscript R julia raku tclsh guile racket sbcl octave ghci runghc runhaskell scheme',
    'run the project',
    (call) => {
      const { program, args } = call;
      if (program === 'php' && args.some((arg) => /^(?:-i|--info)$/.test(arg)))
        return ask('medium', 'prints all variables, keys among them');
      if (isAboutItself(args) || /^(?:-v|--version|-l|-m|-i)$/.test(args.length === 1 ? (args[0] ?? '') : ''))
        return null;
      if (
        program === 'perl' &&
        args.some((arg) =>
          /^-[a-zA-LN-Z]*d|^-[mM](?:File::(?:Path|Copy|Temp|Slurp)|IO::|Net::|LWP|HTTP|Socket|DBI|IPC::|Sys::|CPAN|Inline|threads|Proc::)/.test(
            arg,
          ),
        )
      )
        return ask('medium', 'perl loads more than its program');
      if (
        /^(?:perl|ruby)$/.test(program) &&
        args.some((arg) => /^-[a-hj-zA-Z0]*i/.test(arg) && !/^-(?:[MIr]|-)/.test(arg))
      )
        return (
          firstWrite(call, readArguments(args, ['-e', '-E']).operands) ?? ask('low', 'perl changes files')
        );
      if (
        program === 'php' &&
        args.some(
          (arg) =>
            /^-(?:S|d)$/.test(arg) &&
            !/^(?:localhost|127\.0\.0\.1):|^(?:memory_limit|display_errors|error_reporting|xdebug\.mode|zend\.assertions|pcov\.enabled|opcache\.\w+|assert\.\w+)=/.test(
              args[args.indexOf(arg) + 1] ?? '',
            ),
        )
      )
        return ask('medium', 'php serves, or takes settings');
      const inline = inlineOf(
        args,
        program === 'php'
          ? /^-(?:r|B|R|E)$/
          : READ.test(program)
            ? /^-[a-zA-Z0-9]*[eE]$|^--eval$/
            : /^-[a-zA-Z0-9]*[eEc]$|^--eval$|^eval$/,
      );
      return inline !== null
        ? READ.test(program)
          ? judgeScript(program, inline)
          : ask('medium', `${program} code that is not read`)
        : judgeFile(call, ['-I', '-d', '-c', '-x', '-C', '-S', '--project', '-r'], (code) =>
            judgeScript(program, code),
          );
    },
  ),
];

/** The code that an option gives; null where none does. */
function inlineOf(args: readonly string[], option: RegExp): string | null {
  const found = args.flatMap((arg, at) => (option.test(arg) ? [args[at + 1] ?? ''] : []));
  return found.length === 0 ? null : found.join('\n');
}

/** A file of code, or what is fed to the interpreter. */
function judgeFile(
  call: Call,
  valued: readonly string[],
  judge: (code: string) => Assessment | null,
): Assessment | null {
  const { args, stdin, scope, program } = call;
  const { operands } = readArguments(args, valued);
  const [file] = operands;
  if (file !== undefined && file !== '-') {
    if (/^\/dev\/(?:fd|stdin)/.test(file)) return ask('high', 'runs code that is known only when it runs');
    if (program === 'R' && file === 'CMD')
      return /^(?:check|build|config|Rd2pdf)$/.test(operands[1] ?? '')
        ? null
        : ask('medium', 'changes what is installed');
    return (
      (/(?:^|\/)setup\.py$/.test(file) ? null : judgeCode(file, scope)) ??
      judgeManage(file, args.slice(args.indexOf(file) + 1))
    );
  }
  if (stdin.type === 'text')
    return isLiteral(stdin.text)
      ? judge(stdin.text)
      : ask('high', 'runs code that is known only when it runs');
  if (stdin.type === 'file') return judgeCode(stdin.path, scope);
  return stdin.type === 'none' ? null : ask('high', 'runs code that is known only when it runs');
}

/** Programs that Python starts by their modules' names as well. */
const TOOLS = new Set(BUILDING.flatMap(({ programs }) => programs));

/** Python's own modules that only test, check and show. */
const MODULES =
  /^(?:pytest|unittest|doctest|py_compile|compileall|json\.tool|timeit|ast|tokenize|trace|cProfile|profile|pdb-check|this|platform|site|sysconfig|venv-check|coverage|mypy|pyright|flake8|pylint|ruff|black|isort|bandit|pydocstyle|pycodestyle|pyflakes|autopep8|yapf|vulture|radon|interrogate|nose2?|green|behave|robot|tox|nox|build-check|sphinx|mkdocs|tabnanny|calendar|base64|inspect|dis|pickletools|symtable|xdist|pylama|semgrep|pytype|docformatter|check_manifest|codespell_lib|yamllint|jsonschema|cython|ty|pyperf|asv|stestr|testtools\.run|django|zipfile|tarfile|pip|build|twine|uvicorn|gunicorn|hypercorn|http\.server|flask|fastapi|streamlit|alembic|poetry|pdm|hatch|uv|pre_commit)$/;

function judgePythonCall(call: Call): Assessment | null {
  const { args, scope } = call;
  if (isAboutItself(args)) return null;
  let at = 0;
  while (at < args.length) {
    const arg = args[at] ?? '';
    if (/^-(?!-)[a-zA-Z]*m/.test(arg))
      return judgeModule(call, arg.replace(/^-[a-ln-zA-Z]*m/, ''), args.slice(at + 1));
    if (/^-(?!-)[a-bd-zA-Z]*c/.test(arg)) {
      const rest = arg.replace(/^-[a-bd-zA-Z]*c/, '');
      if (call.program === 'ipython' && /(?:^|\n|;)\s*[!%]/.test(rest === '' ? (args[at + 1] ?? '') : rest))
        return ask('high', 'a shell command of IPython');
      return judgePython(rest === '' ? (args[at + 1] ?? '') : rest, scope);
    }
    if (/^-[WX]$/.test(arg)) at += 2;
    else if (/^-./.test(arg)) at += 1;
    else break;
  }
  return judgeFile({ ...call, args: args.slice(at) }, [], (code) => judgePython(code, scope));
}

function judgeModule(call: Call, given: string, args: readonly string[]): Assessment | null {
  const [module = '', ...rest] = given === '' ? args : [given, ...args];
  if (!isLiteral(module)) return ask('medium', 'runs a module that is known only when it runs');
  if (
    /^(?:pip|twine|alembic|uvicorn|gunicorn|hypercorn|flask|streamlit|poetry|pdm|hatch|uv|pre_commit|coverage|mkdocs|black|ruff)$/.test(
      module,
    )
  ) {
    if (/^(?:uvicorn|gunicorn|hypercorn|streamlit)$/.test(module)) return null;
    if (module === 'flask')
      return /^(?:run|routes)$/.test(rest[0] ?? '') ? null : ask('medium', 'flask may change a database');
    call.run([module === 'pre_commit' ? 'pre-commit' : module, ...rest]);
    return null;
  }
  if (module === 'http.server')
    return firstRead(
      call,
      readArguments(rest, ['-d', '--directory', '-b', '--bind']).valuesOf('-d', '--directory'),
    );
  if (module === 'timeit')
    return firstOf(
      ...readArguments(rest, ['-n', '-r', '-s', '-u']).operands.map((code) => judgePython(code, call.scope)),
      ...readArguments(rest, ['-n', '-r', '-s', '-u'])
        .valuesOf('-s')
        .map((code) => judgePython(code, call.scope)),
    );
  if (/^(?:trace|cProfile|profile)$/.test(module)) {
    const { operands, valuesOf, has } = readArguments(rest, [
      '-o',
      '-s',
      '--ignore-dir',
      '--ignore-module',
      '-f',
      '-C',
      '--file',
      '--coverdir',
    ]);
    return firstOf(
      firstWrite(call, valuesOf('-o', '-f', '-C', '--file', '--coverdir')),
      has('-m') ? null : judgeCode(operands[0] ?? '.', call.scope),
    );
  }
  if (module === 'pdb') return ask('medium', 'runs commands of the debugger');
  if (module === 'compileall' || module === 'py_compile')
    return firstWrite(call, readArguments(rest).operands);
  if (TELLING_MODULES.has(module.split('.')[0] ?? '') && module !== 'pdb')
    return ask('medium', `python -m ${module} is not known to be harmless`);
  if (module === 'venv' || module === 'virtualenv') {
    const [folder = ''] = readArguments(rest, ['--prompt', '-p', '--python']).operands;
    return folder.startsWith('\uE002') ? null : ask('medium', 'makes a virtual environment');
  }
  if (module === 'zipfile' || module === 'tarfile')
    return /^(?:-l|-t|--list|--test)$/.test(rest[0] ?? '') ? null : ask('low', 'packs or unpacks files');
  if (
    /^(?:ensurepip|webbrowser|smtpd|ftplib|telnetlib|pty|code|idlelib|pydoc|turtledemo|lib2to3)/.test(module)
  )
    return ask('medium', `python -m ${module} is not known to be harmless`);
  if (TOOLS.has(module)) {
    call.run([module, ...rest]);
    return null;
  }
  // Everything else is a module of the project, or one that it has installed.
  return MODULES.test(module) ? null : judgeTask(module);
}

function judgeNodeCall(call: Call): Assessment | null {
  const { program, args, scope } = call;
  if (isAboutItself(args)) return null;
  const judge: JudgeText = (code) => judgeJavaScript(code, scope);
  if (program === 'deno') {
    const [verb = '', ...rest] = args;
    if (verb === 'eval') return judge(rest.find((arg) => !arg.startsWith('-')) ?? '', scope);
    if (/^(?:test|check|lint|fmt|doc|info|bench|coverage|types)$/.test(verb)) return null;
    if (verb === 'task') return judgeTask(rest[0] ?? '');
    if (verb !== 'run') return ask('medium', `deno ${verb} is not known to be harmless`);
    const file = rest.find((arg) => !arg.startsWith('-')) ?? '';
    return /^[a-z]+:/.test(file) ? ask('high', 'fetches code and runs it') : judgeCode(file, scope);
  }
  const loads = args.filter((_, at) =>
    /^(?:-r|--require|--import|--loader|--experimental-loader)$/.test(args[at - 1] ?? ''),
  );
  const equal = args.flatMap(
    (arg) => /^--(?:require|import|loader|experimental-loader)=(.*)$/.exec(arg)?.[1] ?? [],
  );
  if ([...loads, ...equal].some((path) => /^(?:[/~]|\.\.|data:|\uE005|\uE000|https?:)/.test(path)))
    return ask('high', 'node loads more than its program');
  const inline = inlineOf(args, /^-(?:e|p|pe|ep)$|^--(?:eval|print)$/);
  const equals = args.flatMap((arg) => /^--(?:eval|print)=(.*)$/s.exec(arg)?.[1] ?? []);
  if (inline !== null || equals.length > 0)
    return firstOf(...[inline ?? '', ...equals].map((code) => judge(code, scope)));
  if (args.includes('--test')) return null;
  if (args[0] === '--run') return judgeTask(args[1] ?? '');
  return judgeFile(
    call,
    [
      '-r',
      '--require',
      '--import',
      '--loader',
      '--experimental-loader',
      '-C',
      '--conditions',
      '--input-type',
      '--env-file',
      '--project',
      '-P',
      '--tsconfig',
      '-O',
    ],
    (code) => judge(code, scope),
  );
}
