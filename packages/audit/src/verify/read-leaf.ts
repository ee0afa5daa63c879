import { isCanonical } from '../leaf/canonical-bytes.ts';
import { leafHash } from '../leaf/leaf-hash.ts';
import { leafSchema, maxLeafBytes, type Leaf } from '../leaf/leaf-schema.ts';
import type { RawEntry } from '../export/raw-log.ts';
import type { CheckedEntry } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** Makes the hash anew, and reads the leaf by its schema. */
export function readLeaf(raw: RawEntry, log: FindingLog): CheckedEntry {
  const place = { shard: raw.shard, seq: raw.seq, eventId: raw.id };
  const hash = leafHash(raw.leaf);
  if (hash !== raw.leafHash) log.add('edited-leaf', place, `The leaf's bytes have the hash ${hash}; ${raw.leafHash} is stored with them.`);
  const text = Buffer.from(raw.leaf.buffer, raw.leaf.byteOffset, raw.leaf.byteLength).toString('utf8');
  const parsed = parseLeaf(text, raw.leaf.length);
  if (typeof parsed === 'string') {
    log.add('invalid-leaf', place, parsed);
    return { raw, hash, leaf: null };
  }
  const { leaf, value } = parsed;
  if (!isCanonical(text, value)) log.add('not-canonical', place, 'The leaf is not in the canonical form of RFC 8785.');
  const dangling = danglingPointer(leaf);
  if (dangling !== null) log.add('invalid-leaf', place, `The leaf points at the sealed field "${dangling}" but does not commit to it.`);
  return { raw, hash, leaf };
}

/** The leaf with the value that it was read from, or why it is none. */
function parseLeaf(text: string, sizeBytes: number): { readonly leaf: Leaf; readonly value: unknown } | string {
  if (sizeBytes > maxLeafBytes) return `Expected a leaf of at most ${maxLeafBytes} bytes, got ${sizeBytes}.`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'The leaf is not JSON.';
  }
  const result = leafSchema.safeParse(value);
  if (result.success) return { leaf: result.data, value };
  return `The leaf is not of the schema carrel-audit/1: ${result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`.slice(
    0,
    500,
  );
}

function danglingPointer(leaf: Leaf): string | null {
  const pointers = [
    leaf.question,
    leaf.answer,
    leaf.comment,
    leaf.document,
    leaf.filter,
    leaf.identifier,
    leaf.user,
    leaf.ctx_more,
    leaf.origin.ip,
    leaf.origin.ua,
  ];
  for (const pointer of pointers) if (pointer !== undefined && leaf.sealed?.[pointer.s] === undefined) return pointer.s;
  return null;
}
