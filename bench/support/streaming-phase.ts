import { workerId, writeWorkers, type SyntheticFolders, type SyntheticWorker } from './synthetic-phase.ts';

/** As the simulated model counts them. */
const CHARACTERS_PER_TOKEN = 4;

/** Writes a phase of independent workers whose answers have at least so many tokens each: they write for long. */
export function writeStreamingPhase(dir: string, workers: number, tokens: number): Promise<SyntheticFolders> {
  return writeWorkers(
    dir,
    Array.from({ length: workers }, (_, at) => longAnswer(at + 1, tokens)),
  );
}

function longAnswer(number: number, tokens: number): SyntheticWorker {
  const path = `lib/part_${number}.py`;
  let content = `"""Part ${number} of a phase that is long in the writing."""\n`;
  for (let line = 1; content.length < tokens * CHARACTERS_PER_TOKEN; line += 1)
    content += `\n\ndef value_${line}():\n    return ${line * number}\n`;
  return {
    id: workerId(number),
    name: `Write_for_long_${number}`,
    path,
    content,
    checks: [`python3 -c "from lib.part_${number} import value_1; assert value_1() == ${number}"`],
  };
}
