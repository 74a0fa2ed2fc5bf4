import { safeLines } from '../ui/safe-text.ts';
import type { Report } from './report-data.ts';
import { figureRows, reportTables } from './report-tables.ts';

/** The report as Markdown (GitHub's, for its tables). Text of models and tests stands there as text alone. */
export function reportMarkdown(report: Report): string {
  const lines = [`# ${escapeMarkdown(`Phase ${report.phase}: ${report.title}`)}`, ''];
  for (const [name, value] of figureRows(report)) lines.push(`- **${name}:** ${escapeMarkdown(value)}`);
  for (const { heading, titles, rows } of reportTables(report)) {
    lines.push('', `## ${heading}`, '', row(titles), row(titles.map(() => '---')));
    for (const cells of rows) lines.push(row(cells.map(escapeMarkdown)));
  }
  return `${lines.join('\n')}\n`;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Every sign that Markdown gives a meaning is taken literally; lines become `<br>`, so that a table holds them. */
function escapeMarkdown(text: string): string {
  return safeLines(text.trimEnd())
    .map((line) =>
      line.replace(/[\\`*_{}[\]<>()#+!|~&$@:]/g, (sign) =>
        sign === '@' || sign === ':' ? `&#${sign.charCodeAt(0)};` : `\\${sign}`,
      ),
    )
    .join('<br>');
}
