import { ask, type Assessment } from '../assessment.ts';
import { isLiteral } from '../reading/value.ts';

/** What code of other languages may hold without a question: it computes, compares, prints, and loads the project. */
const TELLING =
  /`|\b(?:system|exec\w*|popen\w*|spawn\w*|fork|backtick|qx|unlink|delete|rmdir|rmtree|rm|rm_rf|rm_r|remove|remove_tree|rename|move|mv|cp|copy|mkdir|mkpath|make_path|chmod|chown|symlink|link|truncate|utime|kill|eval|instance_eval|class_eval|module_eval|send|__send__|public_send|syscall|ioctl|socket|Socket|TCPSocket|UNIXSocket|Net|Open3|URI|Fiddle|FileUtils|Pathname|Tempfile|PTY|IO\.(?:popen|write|binwrite)|File\.(?:write|open|delete|unlink|rename|chmod|binwrite|symlink|truncate|new)|Process|Kernel|ObjectSpace|Marshal|LWP|HTTP|IO::Socket|File::(?:Path|Copy|Temp)|IPC|DBI|Sys::\w+|shell_exec|passthru|proc_open|pcntl_\w+|file_put_contents|fopen|fwrite|fputs|curl_\w+|mail|fsockopen|stream_\w+|assert_options|create_function|call_user_func\w*|preg_replace_callback|include|unserialize|PDO|mysqli?|os\.(?:execute|remove|rename|exit|tmpname)|io\.(?:popen|open|output)|loadstring|load|dofile|run|Cmd|download|file\.remove|file\.rename|writeLines|write\.csv|write\.table|save|saveRDS|sink|install\.packages|download\.file|source|Sys\.\w+|unlink|ccall|readstring|open)\b\s*[("'{ :=]/;

/** Whether code of a language that is not read further needs a question. */
export function judgeScript(program: string, code: string): Assessment | null {
  if (!isLiteral(code)) return ask('medium', 'runs code that is known only when it runs');
  const harmless = code
    .replace(/\b(?:assert|print|puts|echo|say|p)\b/g, 'print')
    .replace(
      /\b(?:require|require_relative|dofile|loadfile|source|library|include|import)\s*\(?\s*['"](?![/~]|\.\.)[\w./-]+['"]\)?/g,
      'print ',
    )
    .replace(
      /\bFile\.(?:exist\?|exists\?|read|readlines|file\?|directory\?|join|basename|extname|size|foreach)/g,
      'look',
    );
  if (
    /\bENV\b(?!\s*(?:\[|\.\s*(?:fetch|key)))|\$_(?:ENV|SERVER)\b(?!\s*\[)|%ENV|phpinfo|Sys\.getenv\s*\(\s*\)|getenv\s*\(\s*\)/.test(
      code,
    )
  )
    return ask('medium', `${program} code that reads all variables, keys among them`);
  if (TELLING.test(harmless)) return ask('medium', `${program} code that may change files or start programs`);
  if (/\bopen\b|>>?\s*['"]|\|\s*['"]/.test(harmless) && program === 'perl')
    return ask('medium', 'perl code that opens files');
  return null;
}
