import { Option, type Command } from 'commander';
import { unreachable } from '../engine/domain/result.ts';
import { ended, EXIT, type Ended, type Finish } from './exit.ts';
import { addLookupFlags } from './flags.ts';
import { openSaved, type LookupFlags } from './open-saved.ts';
import { toJson } from './print.ts';
import { makeReport, type Report } from './report-data.ts';
import { reportHtml } from './report-html.ts';
import { reportMarkdown } from './report-markdown.ts';
import { verifyRun } from './verify-run.ts';

type Format = 'md' | 'html' | 'json';
type Flags = LookupFlags & { readonly format: Format; readonly verify?: boolean };

export function addReportCommand(program: Command, finish: Finish): void {
  const command = program
    .command('report')
    .argument('[run]', 'the latest one')
    .description('what a run did and proved: verdicts, attempts, failures, checks, costs, the gate')
    .addOption(new Option('--format <format>', 'of the report').choices(['md', 'html', 'json']).default('md'))
    .option('--verify', 'first hold the evidence against its hashes')
    .addHelpText('after', '\nExample:\n  wingman report --format html > report.html');
  addLookupFlags(command).action((run: string | undefined, flags: Flags) => finish(report(run, flags)));
}

async function report(run: string | undefined, flags: Flags): Promise<Ended> {
  const opened = await openSaved(run, flags);
  if (!opened.ok) return ended(EXIT.usage, opened.error);
  const breaches = flags.verify === true ? await verifyRun(opened.value.runDir) : [];
  process.stdout.write(render(makeReport(opened.value, Date.now()), flags.format));
  if (breaches.length > 0) return ended(EXIT.failed, breaches.join('\n'));
  return ended(EXIT.ok);
}

function render(data: Report, format: Format): string {
  switch (format) {
    case 'md':
      return reportMarkdown(data);
    case 'html':
      return reportHtml(data);
    case 'json':
      return `${toJson(data, 2)}\n`;
    default:
      return unreachable(format);
  }
}
