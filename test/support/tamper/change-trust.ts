import { cutOut, entryAt, forge, leafOf, rechain } from '../../../packages/audit/src/fixtures/tampering.ts';
import { discloseField, type RawLogItem } from '../../../packages/audit/src/index.ts';
import { parseSignedCheckpoint } from '../../../packages/tlog/src/index.ts';
import { sealedFieldNames } from '../../../packages/audit/src/leaf/leaf-schema.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { filesOf, keyLine, remake, signersOf } from './signed-log.ts';
import type { TamperBase } from './tamper-base.ts';
import { placeIn, type Tamper } from './tamper-case.ts';

const notesOf = (items: readonly RawLogItem[]) => items.flatMap((item) => (item.kind === 'checkpoint' ? [item.note] : []));
const receiptOf = (entry: Extract<RawLogItem, { kind: 'entry' }>) =>
  `${JSON.stringify({ eventId: entry.id, shard: entry.shard, seq: entry.seq, leafHash: entry.leafHash })}\n`;

/** Another log from a place on: one word is another, and all that follows is made and signed anew. */
async function rewritten({ items, signers }: TamperBase, at: number): Promise<readonly RawLogItem[]> {
  const { outcome } = leafOf(entryAt(items, at));
  const changed = rechain(items.toSpliced(at, 1, forge(entryAt(items, at), { outcome: outcome === 'denied' ? 'success' : 'denied' })), at);
  return remake(linked(changed), { signers, isCosigned: false });
}

/** A later year names the end of the one before: that is made to fit, too. */
function linked(items: readonly RawLogItem[]): readonly RawLogItem[] {
  return items.reduce<readonly RawLogItem[]>((made, item, index) => {
    if (item.kind !== 'entry' || item.seq !== 0 || item.type !== 'log.opened') return made;
    const before = made.slice(0, index).findLast((one) => one.kind === 'entry');
    const detail = leafOf(item).detail?.prev_shard;
    if (before === undefined || detail === null || detail === undefined) return made;
    const opened = forge(entryAt(made, index), {
      prev: before.leafHash,
      detail: { prev_shard: { shard: before.shard, size: before.seq + 1, hash: before.leafHash } },
    });
    return rechain(made.toSpliced(index, 1, opened), index + 1);
  }, items);
}

/** What can be seen only with what was given out before, or by a rule that whoever verifies brings along. */
export const changeTrust = {
  rewrite: async (base, random) => {
    const at = placeIn(base.items, random);
    if (at === null) return null;
    const files = await filesOf(await rewritten(base, at));
    const entry = entryAt(base.items, at);
    const later = notesOf(base.items).filter(
      (note) => (parseSignedCheckpoint(note)?.size ?? 0) > entry.seq && note.includes(`/${entry.shard}\n`),
    );
    return random.pick(
      [
        { files, trust: { receipts: receiptOf(entry) }, found: 'receipt-mismatch' },
        // At the same size, the log has now signed two roots.
        { files, trust: { kept: later.slice(-1) }, found: later.length === 0 ? 'unknown' : 'two-roots' },
        { files, trust: { policy: base.trust.policy }, found: 'witness-missing' },
      ].filter(({ found }) => found !== 'unknown'),
    );
  },
  fork: async (base, random) => {
    const at = placeIn(base.items, random);
    if (at === null) return null;
    const { shard, seq } = entryAt(base.items, at);
    const other = notesOf(base.items).filter((note) => note.includes(`/${shard}\n`) && (parseSignedCheckpoint(note)?.size ?? 0) > seq);
    if (other.length === 0) return null;
    // The two views were shown to two people: one of them brings their checkpoint along.
    return { files: await filesOf(await rewritten(base, at)), trust: { kept: [random.pick(other)] }, found: 'two-roots' };
  },
  otherKey: async (base, random) => {
    const at = placeIn(base.items, random, (item) => item.kind === 'entry' && item.sealed !== null && Object.keys(item.sealed).length > 0);
    if (at === null) return null;
    const entry = entryAt(base.items, at);
    const stored = base.harness.store.state.sealed.filter((one) => one.eventId === entry.id);
    const sealed = random.pick(stored);
    const key = { dekId: sealed.dekId, key: Uint8Array.from({ length: 32 }, () => random.below(256)) };
    const field = sealedFieldNames.find((name) => name === sealed.field);
    if (field === undefined) return null;
    const disclosure = discloseField(key, { eventId: entry.id, field, ciphertext: sealed.ciphertext });
    return { files: base.files, trust: { disclosures: `${JSON.stringify(disclosure)}\n` }, found: 'sealed-other-key' };
  },
  /** The event was acknowledged to somebody, but its draft was taken away before the log was made (again). */
  neverNumbered: async (base, random) => {
    const at = placeIn(
      base.items,
      random,
      (item) => item.kind === 'entry' && ['login.failed', 'document.uploaded', 'search.executed', 'answer.rated'].includes(item.type),
    );
    if (at === null) return null;
    const cut = linked(cutOut(base.items, at));
    const files = await filesOf(await remake(cut, { signers: base.signers, isCosigned: false }));
    return { files, trust: { receipts: receiptOf(entryAt(base.items, at)) }, found: 'receipt-missing' };
  },
  /** After a rotation, the old key still signs. */
  keyRange: async (base, random) => {
    const notes = notesOf(base.items).map(parseSignedCheckpoint);
    const largest = random.pick(notes.filter((one) => one !== null && one.size > 1));
    if (largest === null) return null;
    const origins = [...new Set(notes.map((one) => one?.origin ?? ''))];
    const next = await signersOf(8, 9);
    const size = largest.size - 1;
    const keys = origins.map((origin) =>
      origin === largest.origin
        ? `${keyLine(base.signers, origin)} 0 ${size}\n${keyLine(next, origin)} ${size + 1}\n`
        : `${keyLine(base.signers, origin)}\n`,
    );
    return { files: base.files, trust: { keys: keys.join('') }, found: 'key-out-of-range' };
  },
  unknownWitness: async (base, random) => {
    const stranger = await signersOf(7, 30 + random.below(100), random.next() < 0.5 ? base.signers.witnessName : 'stranger.test/w9');
    const files = await filesOf(await remake(base.items, { signers: stranger, isCosigned: true }));
    return { files, trust: { policy: base.trust.policy }, found: 'unknown-witness' };
  },
  editTable: async (base, random) => {
    const [header = '', ...rows] = base.trust.csv.split('\r\n').filter((line) => line !== '');
    const at = random.below(rows.length);
    const csv = [header, ...changeRow(rows, at, random)].map((line) => `${line}\r\n`).join('');
    return { files: base.files, trust: { csv }, found: 'csv-mismatch' };
  },
} as const satisfies Readonly<Record<string, Tamper>>;

function changeRow(rows: readonly string[], at: number, random: SeededRandom): readonly string[] {
  const cells = (rows[at] ?? '').split(',');
  const column = random.below(cells.length);
  if (random.next() < 0.2) return [...rows, rows[at] ?? ''];
  return rows.toSpliced(at, 1, cells.toSpliced(column, 1, `${cells[column] ?? ''}9`).join(','));
}
