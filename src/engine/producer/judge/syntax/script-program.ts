/**
 * Babel as a program of its own, since it would take memory and time from the engine: a line of JSON in (a
 * `ScriptQuestion`), a line out (a `ScriptAnswer`), for as long as its stdin is open.
 */
import type { ScriptAnswer, ScriptQuestion } from './script-facts.ts';
import { factsOfText } from './script-tree.ts';

function answerTo({ kind, path, before, after }: ScriptQuestion): ScriptAnswer {
  return {
    before: before === null ? null : factsOfText(kind, path, before),
    after: factsOfText(kind, path, after),
  };
}

// Not by `node:readline`, for which U+2028 inside a string of JSON ends a line.
let received: Buffer[] = [];
process.stdin.on('data', (bytes: Buffer) => {
  received.push(bytes);
  if (!bytes.includes(0x0a)) return;
  const lines = Buffer.concat(received).toString('utf8').split('\n');
  received = [Buffer.from(lines.pop() ?? '')];
  for (const line of lines)
    process.stdout.write(`${JSON.stringify(answerTo(JSON.parse(line) as ScriptQuestion))}\n`);
});
