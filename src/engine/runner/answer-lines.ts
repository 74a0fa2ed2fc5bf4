/**
 * The other end of `line-process.ts`, for a helper that is a program of ours: answers each line of stdin with one line,
 * for as long as stdin is open. Not by `node:readline`, for which U+2028 inside a string of JSON ends a line.
 */
export function answerLines(answer: (line: string) => string): void {
  let received: Buffer[] = [];
  process.stdin.on('data', (bytes: Buffer) => {
    received.push(bytes);
    if (!bytes.includes(0x0a)) return;
    const lines = Buffer.concat(received).toString('utf8').split('\n');
    received = [Buffer.from(lines.pop() ?? '')];
    for (const line of lines) process.stdout.write(`${answer(line)}\n`);
  });
}
