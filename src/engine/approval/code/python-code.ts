import { ask, type Assessment } from '../assessment.ts';
import { judgeRead, judgeWrite } from '../reading/paths.ts';
import type { Scope } from '../reading/scope.ts';
import { holdsAny, isLiteral } from '../reading/value.ts';

/** Modules of Python's own by which a program leaves its own bounds. */
export const TELLING_MODULES = new Set(
  'ctypes pty smtplib ftplib telnetlib poplib imaplib nntplib socketserver xmlrpc webbrowser multiprocessing fcntl mmap antigravity runpy code codeop pdb ensurepip venv crypt pwd grp spwd termios tty curses syslog posix nt _posixsubprocess cffi commands popen2 pexpect paramiko fabric sh plumbum psutil boto3 docker kubernetes invoke keyring pip setuptools distutils'.split(
    ' ',
  ),
);

/** What of `os` only looks. */
const LOOKING_OS =
  /^(?:path|sep|getcwd|environ|getenv|listdir|walk|scandir|stat|access|R_OK|W_OK|X_OK|F_OK|name|linesep|cpu_count|getpid|fspath|fsencode|fsdecode|PathLike|curdir|pardir|extsep|devnull|lstat|uname|times|getuid|get_terminal_size|strerror|error|chdir|makedirs|mkdir)$/;
/** Methods by which files are changed, programs started or code made, whatever they are called on. */
const TELLING_CALLS =
  /\.\s*(?:unlink|rmdir|rmtree|rename|renames|write_text|write_bytes|touch|symlink_to|hardlink_to|link_to|chmod|lchmod|chown|removedirs|truncate|system|popen|spawn\w*|exec[lv]\w*|fork|forkpty|kill|killpg|putenv|unsetenv|startfile|sendmail|urlopen|urlretrieve|Request|connect_ex|create_connection|sendto|sendall|sendfile|extractall|extract|load_extension|get_event_loop_policy|create_subprocess_\w+|subprocess_\w+|executescript|copyfile|copytree|copy2|move|make_archive|unpack_archive|chroot|setuid|setgid|dump_traceback_later|run_path|run_module|modify|__subclasses__|__globals__|__builtins__|__import__|__getattribute__|f_globals|gi_frame|__code__|__reduce__|__setstate__)\b/;
const TELLING_NAMES =
  /(?<![\w.])(?:exec|eval|compile|__import__(?!\s*\(\s*"\d+"\s*\)\s*\.\s*(?:version_info|path|modules|platform))|breakpoint|input|globals|vars|locals|__builtins__|__loader__|delattr)\s*(?:\(|\[|\.)/;

/** Whether Python code that is given as a text needs a question. */
export function judgePython(code: string, scope: Scope): Assessment | null {
  if (!isLiteral(code) && holdsAny(code)) {
    // Values that the shell puts into quoted places are data; elsewhere they are code.
    const inText = withoutTexts(code);
    if (holdsAny(inText.bare)) return ask('medium', 'runs code that is known only when it runs');
  }
  const { bare, texts } = withoutTexts(code);
  if (TELLING_NAMES.test(bare)) return ask('high', 'Python code that makes code, or reaches behind names');
  const call = TELLING_CALLS.exec(bare);
  if (call !== null)
    return ask(
      'high',
      `Python code that may change files or start programs (${call[0].replace(/^\.\s*/, '')})`,
    );
  const found = judgeImports(bare) ?? judgeOpens(code, bare, texts, scope);
  if (found !== null) return found;
  return judgeModules(bare, texts, scope);
}

/** The code with its texts emptied and its comments gone, and the texts in their order. */
function withoutTexts(code: string): { readonly bare: string; readonly texts: readonly string[] } {
  const texts: string[] = [];
  const bare = code.replace(
    /#[^\n]*|([rbuRBU]{0,2})("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|([fF][rR]?|[rR][fF])("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g,
    (
      _all: string,
      _prefix: string | undefined,
      plain: string | undefined,
      _f: string | undefined,
      formatted: string | undefined,
    ) => {
      if (plain === undefined && formatted === undefined) return '';
      const quoted = plain ?? formatted ?? '';
      const width = /^(?:"""|''')/.test(quoted) ? 3 : 1;
      const text = quoted.slice(width, -width);
      texts.push(text);
      // What stands in the braces of a formatted text is code.
      const inner =
        formatted === undefined ? [] : [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
      return inner.length === 0
        ? `"${texts.length - 1}"`
        : `("${texts.length - 1}", ${inner.map((part) => part.replace(/[!:][^'")\]]*$/, '')).join(', ')})`;
    },
  );
  return { bare, texts };
}

function judgeImports(bare: string): Assessment | null {
  const imported = [
    ...[...bare.matchAll(/(?:^|[;\n:])\s*import\s+([\w.,\s]+?)(?=$|[;\n])/g)].flatMap((match) =>
      (match[1] ?? '').split(',').map((name) => name.trim().split(/\s+/)[0] ?? ''),
    ),
    ...[...bare.matchAll(/(?:^|[;\n:])\s*from\s+([\w.]+)\s+import\b/g)].map((match) => match[1] ?? ''),
  ].map((name) => name.split('.')[0] ?? '');
  const found = imported.find((name) => TELLING_MODULES.has(name));
  if (found !== undefined) return ask('medium', `Python code that uses ${found}`);
  const members = [
    ...bare.matchAll(
      /from\s+(os|shutil|subprocess|socket|urllib\.request|http\.client|builtins|importlib|signal|sys|posixpath)\s+import\s+([^\n;]+)/g,
    ),
  ];
  for (const [, module = '', names = ''] of members) {
    const list = names
      .replace(/[()]/g, '')
      .split(',')
      .map((name) => name.trim().split(/\s+/)[0] ?? '');
    const isFine = (name: string): boolean =>
      module === 'os'
        ? LOOKING_OS.test(name)
        : module === 'shutil'
          ? /^(?:which|disk_usage|get_terminal_size)$/.test(name)
          : module === 'importlib'
            ? /^(?:import_module|util|metadata|resources|reload)$/.test(name)
            : module === 'sys' || module === 'posixpath';
    const other = list.find((name) => !isFine(name));
    if (other !== undefined) return ask('high', `Python code that uses ${module}.${other}`);
  }
  return null;
}

/** `open` for reading is harmless; what it writes is judged by its place. */
function judgeOpens(code: string, bare: string, texts: readonly string[], scope: Scope): Assessment | null {
  for (const match of bare.matchAll(/(?<![\w])open\s*\(\s*((?:[^()]|\([^()]*\))*)\)/g)) {
    const args = match[1] ?? '';
    const mode = /(?:,\s*|mode\s*=\s*)"(\d+)"/.exec(args.replace(/^[^,]*/, ''))?.[1];
    const path = /^"(\d+)"/.exec(args.trim())?.[1];
    const isMethod = /\.\s*open\s*\($/.test(bare.slice(0, match.index + 5)) || bare[match.index - 1] === '.';
    const modeText =
      mode !== undefined
        ? (texts[Number(mode)] ?? '')
        : isMethod && path !== undefined && /^[rwaxbt+]+$/.test(texts[Number(path)] ?? '')
          ? (texts[Number(path)] ?? '')
          : 'r';
    if (/[wax+]/.test(modeText)) {
      if (isMethod || path === undefined) return ask('medium', 'Python code that writes a file');
      const found = judgeWrite(texts[Number(path)] ?? '', scope.folder);
      if (found !== null) return found;
    } else if (path !== undefined) {
      const found = judgeRead(texts[Number(path)] ?? '', scope.folder);
      if (found !== null) return found;
    }
  }
  return code.length > 100_000 ? ask('medium', 'Python code too long to judge') : null;
}

/** What is used of the modules that can do harm. */
function judgeModules(bare: string, texts: readonly string[], scope: Scope): Assessment | null {
  if (
    /(?:\bdict|\bprint|\blist|\bstr|\brepr|dumps?|\bsorted)\s*\(\s*os\s*\.\s*environ\s*[),]|os\s*\.\s*environ\s*\.\s*(?:items|values|copy)|\bin\s+os\s*\.\s*environ\s*:/.test(
      bare,
    )
  )
    return ask('medium', 'Python code that reads all variables, keys among them');
  const alias = /\bimport\s+(?:os|shutil|subprocess|socket|signal|importlib|sys|builtins)\s+as\b/.exec(bare);
  if (alias !== null) return ask('medium', 'Python code that gives a module another name');
  for (const [, name = ''] of bare.matchAll(/(?<![\w.])os\s*\.\s*(\w+)/g)) {
    if (!LOOKING_OS.test(name)) return ask('high', `Python code that uses os.${name}`);
    if (/^(?:makedirs|mkdir|chdir)$/.test(name)) {
      const path = new RegExp(`os\\s*\\.\\s*${name}\\s*\\(\\s*"(\\d+)"`).exec(bare)?.[1];
      const found =
        path === undefined
          ? ask('medium', `Python code that uses os.${name}`)
          : judgeWrite(texts[Number(path)] ?? '', scope.folder);
      if (found !== null) return found;
    }
  }
  for (const [, name = ''] of bare.matchAll(/(?<![\w.])shutil\s*\.\s*(\w+)/g))
    if (!/^(?:which|disk_usage|get_terminal_size)$/.test(name))
      return ask('high', `Python code that uses shutil.${name}`);
  if (
    /(?<![\w.])(?:getattr|setattr)\s*\(\s*(?:os|shutil|subprocess|sys|builtins|importlib|__builtins__)\b/.test(
      bare,
    )
  )
    return ask('high', 'Python code that reaches behind names');
  if (
    /(?<![\w.])sys\s*\.\s*modules\b|\bimport_module\s*\(\s*(?!"\d+"\s*\))/.test(bare) &&
    /sys\s*\.\s*modules\s*\[/.test(bare)
  )
    return ask('medium', 'Python code that reaches behind names');
  for (const [, at = ''] of bare.matchAll(/\bimport_module\s*\(\s*"(\d+)"/g)) {
    const name = (texts[Number(at)] ?? '').split('.')[0] ?? '';
    if (/^(?:os|shutil|subprocess|socket|builtins|signal)$/.test(name) || TELLING_MODULES.has(name))
      return ask('high', `Python code that uses ${name}`);
  }
  if (/(?<![\w.])subprocess\s*\.\s*\w+/.test(bare)) return judgeSubprocess(bare, texts);
  if (
    /(?<![\w.])(?:socket\s*\.\s*(?!AF_|SOCK_|gethostname|timeout|error)\w+|http\s*\.\s*client|urllib\s*\.\s*request)\b|(?<![\w.])(?:requests|httpx|aiohttp|websockets?)\s*\.\s*(?:get|post|put|patch|delete|head|options|request|stream|connect|Session|Client|AsyncClient|ClientSession|session)\s*\(/.test(
      bare,
    )
  )
    return judgeAddresses(texts, bare);
  if (/(?<![\w.])signal\s*\.\s*(?:raise_signal|pthread_kill)|(?<![\w.])os\s*\[/.test(bare))
    return ask('medium', 'Python code that ends processes');
  for (const [, at = ''] of bare.matchAll(
    /sys\s*\.\s*path\s*\.\s*(?:insert\s*\(\s*-?\d+\s*,|append\s*\()\s*"(\d+)"/g,
  )) {
    const added = texts[Number(at)] ?? '';
    if (added.startsWith('/') && judgeRead(added, scope.folder) !== null)
      return ask('medium', `Python code that loads code from ${added}`);
  }
  const path = texts.find(
    (text) =>
      /^(?:~\/?|\/(?:etc|root|home|proc|Users)\/)/.test(text) &&
      !/^\/(?:home|Users)\/?$/.test(text) &&
      judgeRead(text.replace(/^~/, '\uE005'), scope.folder) !== null &&
      /\bPath\s*\(|expanduser|read_text|open/.test(bare),
  );
  return path === undefined
    ? null
    : ask('medium', `Python code that names a file outside the worktree: ${path}`);
}

/** Programs that a test may start: the interpreter with the project's own code. */
function judgeSubprocess(bare: string, texts: readonly string[]): Assessment | null {
  if (/shell\s*=/.test(bare)) return ask('high', 'Python code that starts a shell');
  for (const match of bare.matchAll(/subprocess\s*\.\s*(\w+)(\s*\(\s*\[([^\]]*)\])?/g)) {
    const [, name = '', , list] = match;
    if (/^(?:PIPE|STDOUT|DEVNULL|CalledProcessError|TimeoutExpired|CompletedProcess)$/.test(name)) continue;
    const words = (list ?? '').split(',').map((word) => word.trim());
    const first = words[0] ?? '';
    const program = /^"(\d+)"$/.exec(first)?.[1];
    const isPython =
      /^sys\s*\.\s*executable$/.test(first) || /^(?:python3?|node)$/.test(texts[Number(program ?? -1)] ?? '');
    const second = /^"(\d+)"$/.exec(words[1] ?? '')?.[1];
    const argument = texts[Number(second ?? -1)] ?? '';
    const isOwn =
      argument === '-m'
        ? !/^(?:pip|ensurepip|venv|twine)$/.test(
            texts[Number(/^"(\d+)"$/.exec(words[2] ?? '')?.[1] ?? -1)] ?? '',
          )
        : /^[\w./-]+\.(?:py|js|mjs|cjs)$/.test(argument) && !/^[/.]*\.\.\/|^\//.test(argument);
    if (!isPython || !isOwn) return ask('medium', 'Python code that starts programs');
  }
  return null;
}

function judgeAddresses(texts: readonly string[], bare: string): Assessment | null {
  const addresses = texts.filter((text) => /^(?:https?|wss?):\/\//.test(text));
  const isLocal =
    addresses.length > 0 &&
    addresses.every((text) =>
      /^(?:https?|wss?):\/\/(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0|testserver)(?::\d+)?(?:[/?#]|$)/.test(
        text,
      ),
    );
  return isLocal && !/\.\s*(?:delete|put)\s*\(/.test(bare)
    ? null
    : ask('medium', 'Python code that may ask other machines');
}
