import { leafSchema, type Leaf } from '../leaf/leaf-schema.ts';
import type { RawEntry } from './raw-log.ts';

/** What a line is made of. */
type Row = Pick<RawEntry, 'shard' | 'leaf' | 'leafHash'>;
type Cell = string | number | null | undefined;

/** The columns, in their order: further ones are only ever added at the end. */
const columns: Readonly<Record<string, (leaf: Leaf, entry: Row) => Cell>> = {
  time: (leaf) => leaf.time,
  shard: (_leaf, entry) => entry.shard,
  seq: (leaf) => leaf.seq,
  id: (leaf) => leaf.id,
  type: (leaf) => leaf.type,
  outcome: (leaf) => leaf.outcome,
  reason: (leaf) => leaf.reason,
  actor_kind: (leaf) => leaf.actor.kind,
  actor_ref: (leaf) => leaf.actor.ref,
  session: (leaf) => leaf.actor.sess,
  auth: (leaf) => leaf.actor.auth.join(' '),
  via: (leaf) => leaf.actor.via,
  on_behalf_of: (leaf) => leaf.actor.obo,
  channel: (leaf) => leaf.origin.channel,
  node: (leaf) => leaf.origin.node,
  request: (leaf) => leaf.origin.req,
  target_kind: (leaf) => leaf.target?.kind,
  target_ref: (leaf) => leaf.target?.ref,
  target_version: (leaf) => leaf.target?.ver,
  intent_id: (leaf) => leaf.prior,
  question_chars: (leaf) => leaf.question?.len,
  passages: (leaf) => leaf.ctx?.length,
  passages_cited: (leaf) => leaf.ctx?.filter((item) => item.cited).length,
  documents: (leaf) => [...new Set(leaf.ctx?.map((item) => item.doc))].join(' '),
  model: (leaf) => leaf.model?.name,
  decision: (leaf) => leaf.answer?.decision,
  tokens_in: (leaf) => leaf.answer?.tok_in,
  tokens_out: (leaf) => leaf.answer?.tok_out,
  total_ms: (leaf) => leaf.perf?.total_ms,
  leaf_hash: (_leaf, entry) => entry.leafHash,
};

/** The first line of a table of the log (RFC 4180), with its line end. */
export function csvHeader(): string {
  return line(Object.keys(columns));
}

/**
 * An entry as a line of a table, with its line end. What a spreadsheet would take for a formula begins with an apostrophe
 * (ASVS V1.2.10).
 * @throws ZodError when the entry's bytes are not a leaf.
 */
export function csvLine(entry: Row): string {
  const leaf = leafSchema.parse(JSON.parse(Buffer.from(entry.leaf).toString('utf8')));
  return line(Object.values(columns).map((read) => read(leaf, entry)));
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** One cell, guarded and quoted where it must be. */
export function csvCell(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  const guarded = typeof value === 'string' && /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
