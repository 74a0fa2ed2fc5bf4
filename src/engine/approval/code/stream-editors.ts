import { ask, type Assessment } from '../assessment.ts';
import type { Call } from '../reading/call.ts';
import { judgeWrite } from '../reading/paths.ts';
import { isLiteral } from '../reading/value.ts';
import { readArguments } from '../programs/options.ts';
import { firstOf, firstRead, firstWrite } from '../programs/rules.ts';

/** awk starts programs by `system`, pipes and `getline`, and writes by `>` behind `print`. */
export function judgeAwk(call: Call): Assessment | null {
  const { operands, has, valuesOf } = readArguments(call.args, [
    '-F',
    '-v',
    '-f',
    '-i',
    '-l',
    '-e',
    '--field-separator',
    '--assign',
    '--file',
    '--include',
    '--load',
    '--source',
    '-E',
  ]);
  if (has('-i', '--include', '-l', '--load', '-E')) return ask('medium', 'awk loads more than its program');
  const programs = [...valuesOf('-e', '--source')];
  if (valuesOf('-f', '--file').some((path) => path.startsWith('/dev/fd/')))
    return ask('high', 'an awk program that is known only when it runs');
  const isFile = has('-f', '--file');
  if (!isFile && programs.length === 0) programs.push(operands[0] ?? '');
  for (const program of programs) {
    const found = judgeAwkProgram(program, call.scope.folder);
    if (found !== null) return found;
  }
  return firstRead(call, [...valuesOf('-f', '--file'), ...operands.slice(isFile ? 0 : 1)]);
}

function judgeAwkProgram(program: string, folder: string): Assessment | null {
  const bare = program.replace(
    /"(?:\\.|[^"\\])*"/g,
    (text) => `"${'_'.repeat(Math.max(0, text.length - 2))}"`,
  );
  if (/\bsystem\s*\(|\|\s*getline|\|&|@(?:load|include)|\bextension\s*\(|@\w+\s*\(/.test(bare))
    return ask('high', 'awk starts a program');
  if (/\bENVIRON\b(?!\s*\[\s*")/.test(bare)) return ask('medium', 'prints all variables, keys among them');
  for (const match of bare.matchAll(/\bprintf?\b([^;}\n]*)/g)) {
    const text = withoutBrackets(match[1] ?? '');
    const at = text.search(/[>|]/);
    if (at < 0) continue;
    if (text[at] === '|') return ask('high', 'awk starts a program');
    const from = match.index + match[0].indexOf(match[1] ?? '') + at;
    const target = /^>>?\s*"([^"]*)"/.exec(program.slice(from))?.[1];
    const found = target === undefined ? ask('medium', 'awk writes to a file') : judgeWrite(target, folder);
    if (found !== null) return found;
  }
  return null;
}

/** The same text with what is in brackets made blank. */
function withoutBrackets(text: string): string {
  let depth = 0;
  return [...text]
    .map((char) => {
      if (char === '(') depth += 1;
      const shown = depth > 0 ? ' ' : char;
      if (char === ')') depth = Math.max(0, depth - 1);
      return shown;
    })
    .join('');
}

/** sed starts programs by `e`, writes by `w`, and changes files by `-i`. */
export function judgeSed(call: Call): Assessment | null {
  // `-i` takes a value only where it is part of the word.
  const { operands, has, valuesOf } = readArguments(
    call.args.map((arg) => (/^-[nErsuz]*i.+$/.test(arg) && !arg.startsWith('--') ? '-i' : arg)),
    ['-e', '-f', '-l', '--expression', '--file'],
  );
  const scripts = [...valuesOf('-e', '--expression')];
  const isGiven = has('-e', '-f', '--expression', '--file');
  if (!isGiven) scripts.push(operands[0] ?? '');
  const files = operands.slice(isGiven ? 0 : 1);
  for (const script of scripts) {
    const found = judgeSedScript(script, call.scope.folder);
    if (found !== null) return found;
  }
  if (valuesOf('-f', '--file').some((path) => path.startsWith('/dev/fd/')))
    return ask('high', 'a sed script that is known only when it runs');
  const isInPlace = call.args.some((arg) => /^(?:-[nErsuz]*i|--in-place)/.test(arg));
  return isInPlace ? firstWrite(call, files) : firstRead(call, [...files, ...valuesOf('-f', '--file')]);
}

function judgeSedScript(script: string, folder: string): Assessment | null {
  if (!isLiteral(script) && /[\uE000]/.test(script) && /^\uE000/.test(script))
    return ask('medium', 'a sed script that is known only when it runs');
  const substitutions =
    /s([^\w\s\\])((?:\\.|(?!\1)[^\\])*)\1((?:\\.|(?!\1)[^\\])*)\1([A-Za-z0-9]*)(?:[ \t]*([^;}\n]*))?/g;
  for (const match of script.matchAll(substitutions)) {
    const flags = match[4] ?? '';
    if (flags.includes('e')) return ask('high', 'sed starts a program');
    if (flags.includes('w')) {
      const found = judgeWrite((match[5] ?? '').trim(), folder);
      if (found !== null) return found;
    }
  }
  const rest = script.replace(substitutions, 's');
  if (/(?:^|[;{}\n]|[\d$/+!])\s*e(?:\s|$)/.test(rest)) return ask('high', 'sed starts a program');
  const write = /(?:^|[;{}\n]|[\d$/+!])\s*[wW]\s+([^;}\n]+)/.exec(rest);
  return write === null ? null : firstOf(judgeWrite((write[1] ?? '').trim(), folder));
}
