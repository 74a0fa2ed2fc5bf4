import { readFileSync } from 'node:fs';
import { lintPhase } from './lint-phase.ts';
const machine = {
  hasProgram: async (n: string) => !['pytest', 'jq'].includes(n),
  missingModules: async (n: readonly string[]) =>
    n.filter((m) => ['requests', 'pytest_cov', 'pytest'].includes(m) || /wingman|valid/.test(m)),
  dockerAnswers: async () => false,
  portAnswers: async () => false,
};
const t = performance.now();
const r = await lintPhase('/work/shared/corpus/worker-files', {
  repo: null,
  machine,
  environment: 'the environment',
  allow: new Set(),
  caseInsensitive: false,
});
console.log('ms', performance.now() - t);
const exp = JSON.parse(readFileSync('test/corpus/lint/expected.json', 'utf8'));
for (const w of r.workers) {
  const f = w.file.split('/').at(-1)!;
  const got = w.findings.map((x) => `${x.rule}:${x.line}`).sort();
  if (!exp[f]) {
    console.log(f, w.score, w.pass, got.join(' '));
    continue;
  }
  const want = exp[f].map((x: any) => `${x.rule}:${x.line}`).sort();
  console.log(
    f.slice(0, 20),
    w.score,
    w.pass,
    JSON.stringify(got) === JSON.stringify(want)
      ? 'same'
      : `DIFF\n   got  ${got.join(' ')}\n   want ${want.join(' ')}`,
  );
}
console.log(r.findings, r.blocking.length);
const seen = new Set();
for (const w of r.workers)
  for (const x of w.findings)
    if (!seen.has(x.rule)) {
      seen.add(x.rule);
      console.log(x.rule, x.line, x.message, '|', x.fix);
    }
