import { ask, type Assessment } from '../assessment.ts';
import { judgeRead, judgeWrite } from './paths.ts';
import { placeOf } from './place.ts';
import type { Scope } from './scope.ts';
import { isLiteral, TOKENS } from './value.ts';

/** Variables by which a program runs something else, or takes its code, its settings or its server from elsewhere. */
const TELLING =
  /^(?:LD_(?:PRELOAD|AUDIT)|DYLD_\w+|BASH_ENV|ENV|PROMPT_COMMAND|PS[014]|SHELLOPTS|BASHOPTS|BASH_FUNC_.*|BASH_ALIASES|PG\w*OPTIONS|MYSQL_\w+|CDPATH|GLOBIGNORE|EXECIGNORE|GIT_(?!AUTHOR_|COMMITTER_|PAGER$|TERMINAL_PROMPT$|CONFIG_NOSYSTEM$)\w+|PERL5OPT|PERL5DB|RUBYOPT|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|PYTHONSTARTUP|PYTHONHOME|PYTHONINSPECT|PYTHONBREAKPOINT|LESSOPEN|LESSCLOSE|SSH_ASKPASS|SUDO_ASKPASS|DOCKER_HOST|KUBECONFIG|RUSTC_WRAPPER|CARGO_BUILD_RUSTC_WRAPPER|CARGO_TARGET_\w+_RUNNER|MAKEFLAGS|MAKEFILES|GOFLAGS|LESS|LUA_INIT\w*|ERL_\w*FLAGS|ELIXIR_ERL_OPTIONS|TAR_OPTIONS|GREP_OPTIONS|PYTEST_PLUGINS|npm_config_(?!loglevel$|audit$|fund$|offline$|yes$|update_notifier$|progress$|color$|prefer_offline$)\w+|PIP_(?:INDEX_URL|EXTRA_INDEX_URL|CONFIG_FILE)|AWS_\w+|GOOGLE_APPLICATION_CREDENTIALS)$/;
const PAGERS = /^(?:\w*PAGER|EDITOR|VISUAL|BROWSER|GIT_EDITOR|SHELL)$/;
const HARMLESS_PAGERS = /^(?:|cat|less|more|true|:|\/bin\/(?:true|cat|sh|bash))$/;
/** Options of Node that change its limits and its output, not what it runs. */
const NODE_OPTION =
  /^--(?:max[-_]old[-_]space[-_]size=\d+|experimental[-_][\w-]+|no-warnings|no-deprecation|enable-source-maps|trace-[\w-]+|unhandled-rejections=\w+|openssl-legacy-provider|throw-deprecation|stack-trace-limit=\d+|disable-warning=\w+|conditions=[\w,-]+)$/;
/** Options by which many programs load code, or look for it elsewhere. */
const LOADING =
  /(?:^|\s)(?:-p\s|--?(?:require|import|loader|eval|e|javaagent|agentlib|agentpath|exec|toolexec|plugin|load|r)\b)|[=\s]\/(?!usr\/|lib|tmp\/|dev\/null)/;
const SEARCHED =
  /^(?:PATH|LD_LIBRARY_PATH|LIBRARY_PATH|PYTHONPATH|NODE_PATH|RUBYLIB|PERL5LIB|CLASSPATH|LUA_PATH|GOPATH|MYPYPATH)$/;
/** Folders of the worktree whose programs come from packages, and are not named like others. */
const PACKAGE_BIN =
  /(?:^|\/)(?:\.bin|\.?venv\/bin|vendor\/bin|target\/(?:debug|release)|build\/bin|dist|\.build\/\w+)\/?$/;

/** Whether giving a variable that value needs a question. */
export function judgeVariable(
  name: string,
  value: string,
  scope: Scope,
  isForPrograms: boolean,
): Assessment | null {
  const found = judgeName(name, value, scope);
  if (found !== null || !isForPrograms) return found;
  if (/^(?:https?|all|ftp)_proxy$/i.test(name) && value !== '')
    return ask('high', `${name} sends requests elsewhere`);
  if (
    /^(?:postgres\w*|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver):\/\/(?!(?:[^@/]*@)?(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$))/.test(
      value,
    )
  )
    return ask('high', `${name} leads to a database elsewhere`);
  return leadsOutside(value, scope) ? ask('medium', `${name} leads outside the worktree`) : null;
}

/** Whether a value is a path that does not lie where a check may write, and is none of the machine's own programs. */
function leadsOutside(value: string, scope: Scope): boolean {
  return value
    .split(':')
    .some(
      (path) =>
        /^[/\uE005]/.test(path) &&
        !path.startsWith('//') &&
        judgeWrite(path, scope.folder) !== null &&
        judgeRead(path, scope.folder) !== null,
    );
}

function judgeName(name: string, value: string, scope: Scope): Assessment | null {
  if (/^NODE_OPTIONS$/.test(name)) {
    const isKnown = value.split(/\s+/).every((word) => word === '' || NODE_OPTION.test(word));
    return isKnown ? null : ask('high', 'gives Node options by which it may run other code');
  }
  if (PAGERS.test(name))
    return HARMLESS_PAGERS.test(value) ? null : ask('high', `${name} names a program that others start`);
  if (/(?:OPTS|OPTIONS|FLAGS|ARGS)$/.test(name) && LOADING.test(value))
    return ask('high', `${name} may make a program run other code`);
  if (
    /^(?:CC|CXX|LD|AR|AS|RUSTC|FC|CPP|HOSTCC|BUILD_CC|PYTHON|RUBY|NODE|MAKE|AWK|SED|INSTALL)$/.test(name) &&
    /^\s*(?:\S*\/)?(?:ba|da|z|k)?sh\b|[;|&#`]/.test(value)
  )
    return ask('high', `${name} names a program that others start`);
  if (name === 'GOFLAGS' && /^-(?:mod|count|race|v|short|tags)[=\w ,-]*$/.test(value)) return null;
  if (name === 'MAKEFLAGS' && /^(?:-?[jsk]\d*|--(?:no-print-directory|silent|jobs=\d+)|\s)*$/.test(value))
    return null;
  if (name === 'JAVA_TOOL_OPTIONS' && /^(?:-X(?:mx|ms|ss)\w+|-D[\w.]+=[\w.:/-]*|\s)*$/.test(value))
    return null;
  if (name === 'GIT_DIR' || name === 'GIT_WORK_TREE' || name === 'GIT_INDEX_FILE')
    return placeOf(value, scope.folder) === 'temp' ? null : ask('high', `${name} sends Git elsewhere`);
  if (/^GIT_CONFIG_(?:GLOBAL|SYSTEM)$/.test(name) && value === '/dev/null') return null;
  if (name === 'KUBECONFIG' && ['worktree', 'temp', 'device'].includes(placeOf(value, scope.folder)))
    return null;
  if (
    /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|(?:DEFAULT_)?REGION)$/.test(name) &&
    isLiteral(value)
  )
    return null;
  if (SEARCHED.test(name)) return judgeSearched(name, value, scope);
  return TELLING.test(name) ? ask('high', `${name} changes what other programs run`) : null;
}

/** A search path may gain folders of the worktree and of the script itself, whose programs are judged as their own. */
function judgeSearched(name: string, value: string, scope: Scope): Assessment | null {
  const isKnown = value
    .split(':')
    .every(
      (folder) =>
        folder === '' ||
        folder === TOKENS.any ||
        (['worktree', 'root', 'temp', 'shared'].includes(placeOf(folder, scope.folder)) &&
          (name !== 'PATH' || PACKAGE_BIN.test(folder) || placeOf(folder, scope.folder) === 'temp')) ||
        /^\/(?:usr|bin|sbin|opt)(?:\/|$)/.test(folder) ||
        /^\uE005\/(?:\.cargo|\.local|go|\.dotnet|\.deno|\.bun)\/bin$/.test(folder) ||
        /^\uE005\/\.dotnet(?:\/tools)?$/.test(folder),
    );
  return isKnown ? null : ask('high', `${name} gains a folder outside the worktree`);
}
