import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Event } from '../domain/event.ts';
import { readJournal } from '../store/journal.ts';
import type { Git } from '../workspace/git.ts';
import { hashFile } from './hash-file.ts';
import { evidenceSchema } from '../domain/evidence-record.ts';
import { hashRecord } from './record.ts';
import type { EvidenceRecord } from '../domain/evidence-record.ts';
import { readSavedStates, savedWorkers, verifyState } from './verify-state.ts';

/** Something in the saved evidence that is not as it was sealed. */
export interface Tampering {
  readonly worker: string;
  readonly what: string;
}

/**
 * Compares the saved evidence with its seals: every record with its own hash, the chain with the journal and the merge,
 * every output file, worker file and commit with the record that names it, and the saved state that a report is drawn
 * from with the journal.
 */
export async function verifyEvidence(runDir: string, repo: Git): Promise<readonly Tampering[]> {
  const found: Tampering[] = [];
  const report = (worker: string, what: string): void => void found.push({ worker, what });
  const states = readSavedStates(runDir);
  const journal = readJournal(join(runDir, 'journal.jsonl')).events;
  verifyState(states, journal, report);
  const sealed = sealedRecords(journal);
  let previous: string | null = null;
  for (const record of sealed) {
    checkSeal(record, report);
    if (record.previous_sha256 !== previous)
      report(record.worker_id, 'is not chained to the record before it');
    previous = record.sha256;
  }
  await checkAnchor(repo, basename(runDir), journal, previous, report);
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

/**
 * The merge commit of a run names its newest seal. The repo is searched for that commit too, since a journal without a
 * merge may have been changed.
 */
async function checkAnchor(
  repo: Git,
  folder: string,
  journal: readonly Event[],
  head: string | null,
  report: Report,
): Promise<void> {
  const run = journal.find((event) => event.type === 'run-created')?.run ?? folder;
  const merge = journal.find((event) => event.type === 'phase-merged');
  const seal = `Wingman-Evidence: ${head ?? 'none'}`;
  if (merge !== undefined) {
    const [newest] = await findMerges(repo, run, ['-1', '--end-of-options', merge.commit]);
    if (newest?.lines.includes(seal) !== true)
      report('run', `the merge commit ${merge.commit} names another seal than the newest one`);
  }
  // The folder is named after its run: where the journal names another run, both are searched for.
  for (const name of new Set([run, folder])) {
    for (const { commit, lines } of await findMerges(repo, name, ['--branches', '--tags', '--remotes'])) {
      if (commit === merge?.commit) continue;
      if (!lines.includes(seal))
        report('run', `the merge commit ${commit} of ${name} names another seal than the newest one`);
    }
  }
}

interface Merge {
  readonly commit: string;
  /** The lines of the commit's message. */
  readonly lines: readonly string[];
}

/** The commits that say they merge the run. */
async function findMerges(repo: Git, run: string, where: readonly string[]): Promise<readonly Merge[]> {
  const line = `Wingman-Run: ${run}`;
  const log = await repo.run(['log', '-z', '--format=%H%n%B', '--fixed-strings', `--grep=${line}`, ...where]);
  if (!log.ok) return [];
  return log.value.split('\0').flatMap((entry) => {
    const [commit = '', ...lines] = entry.split('\n');
    return lines.includes(line) ? [{ commit, lines }] : [];
  });
}

function hashInstructions(folder: string): ReadonlySet<string> {
  return new Set(list(folder).flatMap((name) => hashFile(join(folder, name)) ?? []));
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
