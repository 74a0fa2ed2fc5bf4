import { escapeHtml } from './escape-html.ts';
import type { Report } from './report-data.ts';
import { figureRows, reportTables } from './report-tables.ts';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 2rem;width:100%}
th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}
th{background:#eee}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}th{background:#2a2a2a}th,td{border-color:#555}}`;

/** The report as one HTML file that loads nothing: no script may run in it, whatever a model wrote. */
export function reportHtml(report: Report): string {
  const title = escapeHtml(`Phase ${report.phase}: ${report.title}`);
  const figures = figureRows(report).map(([name, value]) => tableRow([name, value], 'td'));
  const tables = reportTables(report).map(
    ({ heading, titles, rows }) =>
      `<h2>${escapeHtml(heading)}</h2>\n<table>\n${tableRow(titles, 'th')}\n${rows.map((cells) => tableRow(cells, 'td')).join('\n')}\n</table>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<table>
${figures.join('\n')}
</table>
${tables.join('\n')}
</body>
</html>
`;
}

function tableRow(cells: readonly string[], tag: 'td' | 'th'): string {
  return `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
}
