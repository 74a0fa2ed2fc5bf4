import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../event.ts';
import { readJournal } from '../store/journal.ts';
import type { Git } from '../workspace/git.ts';
import { hashFile } from './hash-file.ts';
import { evidenceSchema, hashRecord, type EvidenceRecord } from './record.ts';

/** Something in the saved evidence that is not as it was sealed. */
export interface Tampering {
  readonly worker: string;
  readonly what: string;
}

/**
 * Holds the saved evidence against its seals: every record against its own hash, the chain against the journal, every
 * output file, worker file and commit against the record that names it.
 */
export async function verifyEvidence(runDir: string, repo: Git): Promise<readonly Tampering[]> {
  const found: Tampering[] = [];
  const report = (worker: string, what: string): void => void found.push({ worker, what });
  const journal = readJournal(join(runDir, 'journal.jsonl')).events;
  const sealed = sealedRecords(journal);
  let previous: string | null = null;
  for (const record of sealed) {
    checkSeal(record, report);
    if (record.previous_sha256 !== previous)
      report(record.worker_id, 'is not chained to the record before it');
    previous = record.sha256;
  }
  await checkAnchor(repo, journal, previous, report);
  const newest = new Map(sealed.map((record) => [record.worker_id, record]));
  const instructions = hashInstructions(join(runDir, 'instructions'));
  for (const [worker, record] of newest) {
    const saved = savedRecord(runDir, worker);
    if (saved === null) report(worker, `workers/${worker}.json holds no readable evidence`);
    else {
      checkSeal(saved, report);
      if (saved.sha256 !== record.sha256)
        report(worker, `workers/${worker}.json is not the record that was sealed`);
    }
    if (!instructions.has(record.instruction_sha256))
      report(worker, 'its worker file is not the one that was run');
    checkOutputs(runDir, record, report);
    if (record.commit !== null) await checkCommit(repo, record, record.commit, report);
  }
  for (const worker of savedWorkers(runDir)) {
    if (savedRecord(runDir, worker) !== null && !newest.has(worker))
      report(worker, 'has evidence that was never sealed');
  }
  return found;
}

type Report = (worker: string, what: string) => void;

function sealedRecords(events: readonly Event[]): readonly EvidenceRecord[] {
  return events.flatMap((event) => (event.type === 'evidence-sealed' ? [event.record] : []));
}

function checkSeal(record: EvidenceRecord, report: Report): void {
  if (hashRecord(record) !== record.sha256)
    report(record.worker_id, 'its record was changed after it was sealed');
}

function checkOutputs(runDir: string, record: EvidenceRecord, report: Report): void {
  for (const { output } of record.checks) {
    if (output === null) continue;
    const hash = hashFile(join(runDir, output.file));
    if (hash === null) report(record.worker_id, `${output.file} is missing`);
    else if (hash !== output.sha256) report(record.worker_id, `${output.file} was changed`);
  }
}

async function checkCommit(repo: Git, record: EvidenceRecord, commit: string, report: Report): Promise<void> {
  const body = await repo.run(['show', '--no-patch', '--format=%B', `${commit}^{commit}`]);
  if (!body.ok) report(record.worker_id, `its commit ${commit} is not in the repository`);
  else if (!body.value.includes(`Wingman-Worker: ${record.worker_id}\n`))
    report(record.worker_id, `its commit ${commit} is another's`);
}

/** A merged run has its newest seal in the merge commit. */
async function checkAnchor(
  repo: Git,
  journal: readonly Event[],
  head: string | null,
  report: Report,
): Promise<void> {
  const run = journal.find((event) => event.type === 'run-created')?.run ?? '';
  const merge = journal.find((event) => event.type === 'phase-merged');
  if (merge === undefined) return;
  const body = await repo.run(['log', '-1', '--format=%B', `--grep=Wingman-Run: ${run}$`, merge.commit]);
  if (!body.ok || !body.value.includes(`Wingman-Evidence: ${head ?? 'none'}\n`)) {
    report('run', `the merge commit ${merge.commit} names another seal than the newest one`);
  }
}

function hashInstructions(folder: string): ReadonlySet<string> {
  return new Set(list(folder).flatMap((name) => hashFile(join(folder, name)) ?? []));
}

function savedWorkers(runDir: string): readonly string[] {
  return list(join(runDir, 'workers'))
    .filter((name) => /^WORKER_\d+\.json$/.test(name))
    .map((name) => name.slice(0, -'.json'.length));
}

/** The record in a worker's file, where it has the fields of one. */
function savedRecord(runDir: string, worker: string): EvidenceRecord | null {
  try {
    const file = JSON.parse(readFileSync(join(runDir, 'workers', `${worker}.json`), 'utf8')) as Record<
      string,
      unknown
    >;
    const { version, state, ...record } = file;
    const parsed = evidenceSchema.safeParse(record);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
