import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/engine/domain/instruction.ts';
import { requireAll } from '../../../src/engine/instructions/load.ts';
import { readPhase } from '../../../src/engine/instructions/read-phase.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';

const WORKER = '## DELIVERABLES\n- `a.py`\n\n## TEST_PROCESS\n```bash\ntest -f a.py\n```\n';
const FILES = { 'WORKER_001_A.md': WORKER, 'WORKER_002_B.md': '', 'WORKER_003_C.md': WORKER };

function folderOf(files: Readonly<Record<string, string>>): string {
  const dir = tempFolder();
  writeFiles(dir, files);
  return dir;
}
const named = (findings: readonly Finding[]): string[] =>
  findings.map(({ file, rule }) => `${basename(file)} ${rule}`);

describe('readPhase', () => {
  it('reads the other files where one does not parse, and refuses to run the phase', async () => {
    const phase = await readPhase(folderOf(FILES));
    expect(phase.workers.map(({ id, parsed }) => [id, parsed?.instruction.id, parsed?.text])).toEqual([
      ['WORKER_001', 'WORKER_001', WORKER],
      ['WORKER_002', undefined, undefined],
      ['WORKER_003', 'WORKER_003', WORKER],
    ]);
    expect(phase.folderFindings).toEqual([]);
    expect(named(phase.fileFindings)).toEqual(['WORKER_002_B.md empty-file']);
    expect(requireAll(phase)).toEqual({ ok: false, error: phase.fileFindings });
  });

  it('reads no file that is not selected', async () => {
    const phase = await readPhase(folderOf(FILES), { workers: '1,3' });
    expect(phase.fileFindings).toEqual([]);
    expect(phase.outside).toEqual(['WORKER_002']);
    expect(requireAll(phase)).toMatchObject({ ok: true, value: { outside: ['WORKER_002'] } });
  });

  it.each([
    ['wokers: "001"\n', undefined, 'phase.yaml phase-config'],
    ['workers: "009"\n', undefined, 'phase.yaml selection'],
    ['workers: "001"\n', '9', 'phase selection'],
  ])('reads every file where the selection is wrong: %j, %s', async (yaml, workers, finding) => {
    const base = tempFolder();
    writeFiles(join(base, 'phase'), { ...FILES, 'phase.yaml': yaml });
    const phase = await readPhase(join(base, 'phase'), { workers });
    expect(phase.workers).toHaveLength(3);
    expect(named(phase.folderFindings)).toEqual([finding]);
    expect(requireAll(phase)).toEqual({ ok: false, error: phase.folderFindings });
  });

  it('keeps the text with its rewrites, and its line ends as they are', async () => {
    const dir = folderOf({ 'WORKER_001_A.md': WORKER.replaceAll('\n', '\r\n') });
    const [worker] = (await readPhase(dir, { rewrites: { 'a.py': 'lib/b.py' } })).workers;
    expect(worker?.parsed?.text).toBe(WORKER.replaceAll('a.py', 'lib/b.py').replaceAll('\n', '\r\n'));
    expect(worker?.parsed?.instruction.deliverables.map(({ path }) => path)).toEqual(['lib/b.py']);
  });
});
