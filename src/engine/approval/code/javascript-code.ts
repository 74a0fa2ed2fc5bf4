import { ask, type Assessment } from '../assessment.ts';
import type { Scope } from '../reading/scope.ts';
import { judgeRead } from '../reading/paths.ts';
import { holdsAny, isLiteral } from '../reading/value.ts';

const TELLING_MODULES =
  /^(?:node:)?(?:child_process|cluster|dgram|net|tls|http2|vm|worker_threads|repl|inspector|module|v8|dns|wasi|sea|execa|shelljs|zx|cross-spawn|rimraf|del|fs-extra|nodemailer|ssh2|simple-git|dockerode|pm2|axios|got|node-fetch|undici|request|ky|superagent)(?:\/|$)/;
/** What of `fs` only looks. */
const LOOKING_FS =
  /^(?:readFileSync|readFile|existsSync|exists|readdirSync|readdir|statSync|stat|lstatSync|lstat|accessSync|access|createReadStream|constants|promises|realpathSync|realpath|readlinkSync|readlink|opendirSync|watch|mkdtempSync|mkdtemp)$/;
const TELLING_CALLS =
  /\.\s*(?:unlink|unlinkSync|rm|rmSync|rmdir|rmdirSync|writeFile|writeFileSync|appendFile|appendFileSync|truncate|truncateSync|rename|renameSync|symlink|symlinkSync|link|linkSync|chmod|chmodSync|chown|chownSync|cp|cpSync|copyFile|copyFileSync|createWriteStream|mkdir|mkdirSync|exec|execSync|execFile|execFileSync|spawn|spawnSync|fork|kill|abort|binding|dlopen|openSync|writeSync|constructor|__proto__|mainModule|getBuiltinModule|_load|createRequire|chdir|setuid|setgid|execve|Worker|utimes|utimesSync)\s*(?=\(|\.|\[|$|`)/;
const TELLING_NAMES =
  /(?<![\w.$])(?:eval|Function|importScripts|Deno|Bun|globalThis\s*\[|global\s*\[|process\s*\[|require\s*\[|module\s*\.\s*(?:constructor|require))\b/;

/** Whether JavaScript that is given as a text needs a question. */
export function judgeJavaScript(code: string, scope: Scope): Assessment | null {
  const { bare, texts } = withoutTexts(code);
  if (!isLiteral(code) && holdsAny(bare)) return ask('medium', 'runs code that is known only when it runs');
  if (TELLING_NAMES.test(bare)) return ask('high', 'JavaScript that makes code, or reaches behind names');
  if (/\bprocess\s*\.\s*env\b(?!\s*(?:\.|\[|\?\.))/.test(bare))
    return ask('medium', 'JavaScript that reads all variables, keys among them');
  const call = TELLING_CALLS.exec(bare.replace(/\.\s*exec\s*\(\s*(?!")/g, '.test('));
  // A regular expression's `exec` is no program's.
  if (call !== null && !(/^\.\s*exec\b/.test(call[0]) && !/child_process/.test(code)))
    return ask(
      'high',
      `JavaScript that may change files or start programs (${call[0].replace(/^\.\s*/, '').trim()})`,
    );
  for (const match of bare.matchAll(
    /(?:\brequire|\bimport)\s*\(\s*([^)]*)\)|\bfrom\s+"(\d+)"|\bimport\s+"(\d+)"/g,
  )) {
    const at = match[2] ?? match[3] ?? /^"(\d+)"$/.exec((match[1] ?? '').trim())?.[1];
    if (at === undefined) {
      if (/^(?:path|p|file|f|url)\b|resolve|join/.test((match[1] ?? '').trim())) continue;
      return ask('medium', 'JavaScript that loads what is known only when it runs');
    }
    const name = texts[Number(at)] ?? '';
    if (TELLING_MODULES.test(name)) return ask('high', `JavaScript that uses ${name}`);
    if (/^(?:https?:|data:|\/(?!tmp\/)|~)/.test(name)) return ask('medium', `JavaScript that loads ${name}`);
  }
  const picked = [
    ...bare.matchAll(/\{([^{}]*)\}\s*(?:=\s*(?:await\s+)?(?:require|import)\s*\(\s*"(\d+)"|from\s+"(\d+)")/g),
  ];
  for (const [, names = '', first, second] of picked) {
    if (!/^(?:node:)?fs(?:\/promises)?$/.test(texts[Number(first ?? second)] ?? '')) continue;
    const other = names
      .split(',')
      .map((name) => name.trim().split(/[\s:]+/)[0] ?? '')
      .find((name) => name !== '' && !LOOKING_FS.test(name));
    if (other !== undefined) return ask('high', `JavaScript that uses fs.${other}`);
  }
  if (
    /(?<![\w.$])fetch\s*\(|(?<![\w.$])https?\s*\.\s*(?:get|request)|new\s+WebSocket|XMLHttpRequest/.test(
      bare,
    ) ||
    texts.some((text) => /^(?:node:)?https?$/.test(text))
  ) {
    const addresses = texts.filter((text) => /^(?:https?|wss?):\/\//.test(text));
    const isLocal =
      addresses.length > 0 &&
      addresses.every((text) =>
        /^(?:https?|wss?):\/\/(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(?::\d+)?(?:[/?#]|$)/.test(text),
      );
    if (!isLocal || texts.some((text) => text === 'DELETE'))
      return ask('medium', 'JavaScript that may ask other machines');
  }
  const path = texts.find(
    (text) =>
      /^(?:\/(?:etc|root|home|proc|Users)\/|~\/)/.test(text) &&
      judgeRead(text.replace(/^~/, '\uE005'), scope.folder) !== null,
  );
  return path === undefined
    ? null
    : ask('medium', `JavaScript that names a file outside the worktree: ${path}`);
}

/** The code with its texts emptied and its comments gone, and the texts in their order. */
function withoutTexts(code: string): { readonly bare: string; readonly texts: readonly string[] } {
  const texts: string[] = [];
  const bare = code.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(?<=[=(,:!&|?{};\n]\s*)\/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/g,
    (all) => {
      if (all.startsWith('//') || all.startsWith('/*')) return all.startsWith('//') ? '' : ' ';
      if (all.startsWith('/')) return '"regex"';
      texts.push(all.slice(1, -1));
      const inner = all.startsWith('`')
        ? [...all.matchAll(/\$\{([^{}]*)\}/g)].map((match) => match[1] ?? '')
        : [];
      return inner.length === 0 ? `"${texts.length - 1}"` : `("${texts.length - 1}", ${inner.join(', ')})`;
    },
  );
  return { bare, texts };
}
