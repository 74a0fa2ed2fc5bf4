import { clockTime, dollars, percent } from '../ui/selectors/units.ts';
import type { Report } from './report-data.ts';

/** A part of the report, the same for Markdown and HTML: a heading and a table, or nothing to show. */
export interface ReportTable {
  readonly heading: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const amount = (value: number | null): string => (value === null ? 'unknown' : String(value));

/** The report's lines of figures, name and value. */
export function figureRows(report: Report): readonly (readonly [string, string])[] {
  const { figures, merge } = report;
  return [
    ['Run', report.run],
    ['Phase', `${report.phase} (${report.title})`],
    ['State', report.state],
    ['Branch', `${report.branch}, from ${report.base.slice(0, 10)} to ${report.tip.slice(0, 10)}`],
    ['Merge', merge === null ? 'none' : `${merge.commit.slice(0, 10)} into ${merge.into}, tag ${merge.tag}`],
    [
      'Workers',
      `${figures.workers}: ${figures.proven} proven, ${figures.unproven} unproven, ${figures.notAccepted} not accepted`,
    ],
    ['Attempts', `${figures.attempts}; ${figures.firstTry} workers accepted at the first`],
    ['Tokens', `${amount(figures.inputTokens)} in, ${amount(figures.outputTokens)} out`],
    ['Cost', figures.costUsd === null ? 'unknown' : dollars(figures.costUsd)],
    ['Time at work', clockTime(figures.activeMs)],
  ];
}

/** All tables of the report; those without rows are left out. */
export function reportTables(report: Report): readonly ReportTable[] {
  const each = report.workers.flatMap((worker) => worker.attempts.map((attempt) => ({ worker, attempt })));
  const tables: ReportTable[] = [
    {
      heading: 'Verdicts',
      titles: ['Worker', 'Name', 'State', 'Verdict', 'Attempts', 'Time', 'Commit'],
      rows: report.workers.map((worker) => [
        worker.id,
        worker.name,
        worker.state,
        worker.verdict ?? '',
        String(worker.attempts.length),
        worker.attempts.length === 0 ? '' : clockTime(worker.elapsedMs),
        worker.commit?.slice(0, 10) ?? '',
      ]),
    },
    gateTable(report),
    {
      heading: 'Attempts',
      titles: [
        'Worker',
        'Attempt',
        'Model',
        'Outcome',
        'Failure',
        'Files',
        'Tokens in',
        'Tokens out',
        'Cost',
      ],
      rows: each.map(({ worker, attempt }) => [
        worker.id,
        String(attempt.number),
        `${attempt.provider} ${attempt.model}`,
        attempt.outcome,
        attempt.failure,
        attempt.files.join(', '),
        amount(attempt.inputTokens),
        amount(attempt.outputTokens),
        attempt.costUsd === null ? 'unknown' : `$${attempt.costUsd.toFixed(4)}`,
      ]),
    },
    {
      heading: 'Checks of the newest attempts',
      titles: ['Worker', 'Line', 'Check', 'Before', 'After', 'Marks', 'Output where not green'],
      rows: report.workers.flatMap((worker) =>
        (worker.attempts.at(-1)?.checks ?? []).map((check) => [
          worker.id,
          String(check.line),
          check.command,
          check.before ?? '',
          check.after,
          check.marks.join(', '),
          check.outputTail,
        ]),
      ),
    },
    {
      heading: 'Waived checks',
      titles: ['Worker', 'Check', 'Reason', 'By'],
      rows: report.workers.flatMap((worker) =>
        worker.waived.map(({ check, reason, by }) => [worker.id, String(check), reason, by]),
      ),
    },
    {
      heading: 'Lacking on the machine',
      titles: ['Worker', 'What', 'What to do'],
      rows: report.workers.flatMap((worker) =>
        worker.lacks.map(({ detail, fix }) => [worker.id, detail, fix]),
      ),
    },
    {
      heading: 'Changed by checks, and dropped',
      titles: ['Worker', 'Attempt', 'Paths'],
      rows: each
        .filter(({ attempt }) => attempt.dropped.length > 0)
        .map(({ worker, attempt }) => [worker.id, String(attempt.number), attempt.dropped.join(', ')]),
    },
    {
      heading: 'Refused from answers',
      titles: ['Worker', 'Attempt', 'Path', 'Why'],
      rows: each.flatMap(({ worker, attempt }) =>
        attempt.refused.map(({ path, why }) => [worker.id, String(attempt.number), path, why]),
      ),
    },
  ];
  return tables.filter((table) => table.rows.length > 0);
}

function gateTable({ gate }: Report): ReportTable {
  const titles = ['Gate', ''];
  if (gate === null) return { heading: 'Review gate', titles, rows: [] };
  const { cleanClone, phaseTest } = gate;
  return {
    heading: 'Review gate',
    titles,
    rows: [
      ['Accepted', `${gate.accepted} of ${gate.workers}, ${percent(gate.successRate)}`],
      ['By its own figures', gate.aboveThreshold ? 'passes' : 'does not pass'],
      [
        'Clean clone',
        `${cleanClone.green} checks green, ${cleanClone.red} red, ${cleanClone.notRepeated} not repeated, ${cleanClone.flaky} flaky`,
      ],
      ...cleanClone.differences.map(({ worker, command, outputTail }) => [
        `Differs: ${worker}`,
        `${command}\n${outputTail}`,
      ]),
      [
        'Phase test',
        phaseTest === null ? 'none named' : `${phaseTest.ok ? 'green' : 'red'}: ${phaseTest.command}`,
      ],
      ['Files changed', String(gate.filesChanged)],
    ],
  };
}
