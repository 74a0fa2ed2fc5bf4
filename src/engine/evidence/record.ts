import { createHash } from 'node:crypto';
import type { EvidenceRecord, UnsealedRecord } from '../domain/evidence-record.ts';

/** Seals a record: its own hash over everything else in it. */
export function seal(record: UnsealedRecord): EvidenceRecord {
  return { ...record, sha256: hashRecord(record) };
}

/** The hash that a record must carry. Keys are sorted, so that a reformatted file still matches. */
export function hashRecord(record: UnsealedRecord): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(record)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'sha256' || !('previous_sha256' in value));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]),
  );
}
