import { ask, type Assessment } from './assessment.ts';
import { judgeCode } from './code/judge-code.ts';
import { judgeTask } from './programs/task-names.ts';
import { judgeManage } from './programs/frameworks.ts';
import { isAboutItself } from './programs/rules.ts';
import { PROGRAMS } from './programs/table.ts';
import type { SimpleCall } from './reading/call.ts';
import { baseName, placeOf } from './reading/place.ts';
import { copyOf, type Scope } from './reading/scope.ts';
import { isLiteral, shown, TOKENS } from './reading/value.ts';
import { walkNode, walkText, type Walk } from './reading/walk.ts';

const MAX_DEPTH = 12;
/** What the shell itself does with a variable's index, which may hold a command. */
const INDEXING =
  /^(?:test|\[|printf|unset|read|declare|typeset|local|export|readonly|let|mapfile|readarray|getopts|wait)$/;
const SYSTEM_FOLDER = /^\/(?:usr\/(?:local\/)?|opt\/homebrew\/)?s?bin\/[^/]+$/;
/** Build tools that a project brings as scripts of its own. */
const WRAPPED_BUILD = /(?:^|\/)(?:gradlew|mvnw)$/;
/** Where a project keeps the programs that its packages bring. */
const PACKAGE_FOLDER = /(?:^|\/)(?:node_modules\/\.bin|\.?venv\/bin|vendor\/bin)\/[^/]+$/;

/** Judges a simple command: a function of the script, a row of the table, a program of the worktree, or a question. */
export function judgeCall(call: SimpleCall, scope: Scope, walk: Walk): void {
  const { words, env, stdin } = call;
  const [name = '', ...args] = words;
  if (walk.depth > MAX_DEPTH) return walk.report(ask('high', 'commands nested too deep to judge'));
  const deeper: Walk = { ...walk, depth: walk.depth + 1 };
  const bodies = scope.functions.get(name);
  if (bodies !== undefined) {
    const before = scope.positional;
    scope.positional = args;
    for (const body of bodies) walkNode(body, scope, deeper, stdin);
    scope.positional = before;
    return;
  }
  if (
    words.some((word) => word.includes(TOKENS.secret)) &&
    !/^(?:test|\[|:|true|export|local|declare)$/.test(name)
  )
    walk.report(ask('medium', 'hands on what may be a secret'));
  if (INDEXING.test(name) && args.some((arg) => /\[[^\]]*(?:\$\(|`)/.test(arg)))
    walk.report(ask('high', 'computes an index by a command'));
  const managed = name.includes('/') ? judgeManage(name, args) : null;
  if (managed !== null) walk.report(managed);
  const [first = ''] = args;
  const action = name.includes('/') && /^[a-z][\w:-]*$/.test(first) ? judgeTask(first) : null;
  if (action !== null) walk.report(action);
  const program = programOf(name, scope);
  if (typeof program !== 'string') {
    if (program !== null) walk.report(program);
    return;
  }
  const rule = PROGRAMS.get(program.replace(/^(mkfs)\..*/, '$1'));
  if (rule === undefined && isAboutItself(args)) return;
  if (rule === undefined && scope.hasSourced) {
    const task = judgeTask(program);
    if (task !== null) walk.report(task);
    return;
  }
  if (rule === undefined) return walk.report(ask('medium', `${shown(program)} is not known to be harmless`));
  const found = rule({
    ...{ program, args, stdin, scope },
    run: (inner, input = stdin) => {
      if (inner.length > 0) judgeCall({ words: inner, env, stdin: input }, scope, deeper);
    },
    script: (text) => walkText(text, copyOf(scope), deeper),
    sameShell: (text) => walkText(text, scope, deeper),
    later: (text) => walk.later((at) => walkText(text, at, deeper)),
  });
  if (found !== null) walk.report(found);
}

/** The program's name in the table; an assessment, or null for harmless, where the word itself decides. */
function programOf(word: string, scope: Scope): string | Assessment | null {
  if (!word.includes('/'))
    return isLiteral(word) && word !== '' ? word : ask('high', 'the program is known only when it runs');
  const name = baseName(word);
  if (isLiteral(name) && (SYSTEM_FOLDER.test(word) || PACKAGE_FOLDER.test(word) || WRAPPED_BUILD.test(word)))
    return name;
  switch (placeOf(word, scope.folder)) {
    // The project's own code, which its checks run anyway.
    case 'worktree':
    case 'temp':
      return judgeCode(word, scope);
    default:
      return ask('high', `runs a program outside the worktree: ${shown(word)}`);
  }
}
