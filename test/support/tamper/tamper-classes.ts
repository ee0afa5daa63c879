import { cutOut, entryAt, forge, leafOf, rechain } from '../../../packages/audit/src/fixtures/tampering.ts';
import type { RawLogItem } from '../../../packages/audit/src/index.ts';
import { eventIdSchema } from '../../../packages/audit/src/leaf/leaf-values.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { changeFiles } from './change-files.ts';
import { changeTrust } from './change-trust.ts';
import { filesOf, remake } from './signed-log.ts';
import { placeIn, type Change, type Items, type Tamper } from './tamper-case.ts';

/** Somebody with the files, who has no key: the checkpoints stay. `tiles`: whether they make the tiles fit. */
const byFiles =
  (found: string, change: Change, isRemade: (random: SeededRandom) => boolean = () => false): Tamper =>
  async (base, random) => {
    const at = placeIn(base.items, random);
    const changed = at === null ? null : change(base.items, at, random);
    if (changed === null) return null;
    return { files: await filesOf(isRemade(random) ? await remake(changed, null) : changed), trust: {}, found };
  };

/** Somebody with the key of the log, too: chain, tiles and checkpoints are made anew. */
const byKey =
  (found: string, change: Change, fits?: (item: RawLogItem) => boolean): Tamper =>
  async ({ items, signers }, random) => {
    const at = placeIn(items, random, fits);
    const changed = at === null ? null : change(items, at, random);
    return changed === null ? null : { files: await filesOf(await remake(changed, { signers, isCosigned: false })), trust: {}, found };
  };

const another = (outcome: string) => (outcome === 'denied' ? 'success' : 'denied');
const sometimes = (random: SeededRandom) => random.next() < 0.5;
const replace = (items: Items, at: number, ...put: Items) => items.toSpliced(at, 1, ...put);
const isEntryOf = (type: string) => (item: RawLogItem) => item.kind === 'entry' && item.type === type;
const isSealed = (item: RawLogItem) => item.kind === 'entry' && Object.keys(item.sealed ?? {}).length > 0;

const withSealed =
  (change: (sealed: Readonly<Record<string, string>>, field: string) => Readonly<Record<string, string>>): Change =>
  (items, at, random) => {
    const entry = entryAt(items, at);
    const fields = Object.keys(entry.sealed ?? {});
    return fields.length === 0 ? null : replace(items, at, { ...entry, sealed: change(entry.sealed ?? {}, random.pick(fields)) });
  };
const drop = (sealed: Readonly<Record<string, string>>, field: string) =>
  Object.fromEntries(Object.entries(sealed).filter(([name]) => name !== field));

/** The 22 classes of the specification (AUD-04), in its order. */
export const tamperClasses: Readonly<Record<string, Tamper>> = {
  'edit a leaf': byFiles('edited-leaf', (items, at) => {
    const entry = entryAt(items, at);
    const { leaf } = forge(entry, { outcome: another(leafOf(entry).outcome) === 'denied' ? 'denied' : 'success' });
    return replace(items, at, { ...entry, leaf });
  }),
  'delete a leaf': byFiles('missing-leaf', (items, at, random) => items.toSpliced(at, 1 + random.below(2)), sometimes),
  'insert a leaf': byFiles(
    'inserted-leaf',
    (items, at, random) => {
      const id = `${leafOf(entryAt(items, at)).id.slice(0, -4)}${(65_536 + random.below(65_536)).toString(16).slice(1)}`;
      return items.toSpliced(at + 1, 0, forge(entryAt(items, at), { id: eventIdSchema.parse(id) }));
    },
    sometimes,
  ),
  'swap leaves': byFiles('moved-leaf', (items, at) => items.toSpliced(at, 2, entryAt(items, at + 1), entryAt(items, at)), sometimes),
  'duplicate a leaf': byFiles('duplicate-leaf', (items, at) => items.toSpliced(at, 0, entryAt(items, at)), sometimes),
  'truncate the tail': changeFiles.truncateTail,
  'rewrite from genesis and sign anew': changeTrust.rewrite,
  'fork into two views': changeTrust.fork,
  'replay an old checkpoint': changeFiles.replayCheckpoint,
  'date back': byKey('time-back', (items, at) => {
    const leaf = leafOf(entryAt(items, at));
    const hasEarlier = items
      .slice(0, at)
      .some((item) => item.kind === 'entry' && leafOf(item).clk.boot === leaf.clk.boot && leafOf(item).clk.up_ms < leaf.clk.up_ms);
    if (!hasEarlier) return null;
    return rechain(replace(items, at, forge(entryAt(items, at), { time: new Date(Date.parse(leaf.time) - 86_400_000).toISOString() })), at);
  }),
  'remove a ciphertext': async (base, random) => {
    // Under a key that an erasure names later, a field may be missing.
    const erased = new Set(
      base.items.flatMap((item) => (item.kind === 'entry' && item.type === 'erasure.executed' ? (leafOf(item).detail?.deks ?? []) : [])),
    );
    const at = placeIn(
      base.items,
      random,
      (item) => isSealed(item) && item.kind === 'entry' && Object.values(leafOf(item).sealed ?? {}).every(({ dek }) => !erased.has(dek)),
    );
    const changed = at === null ? null : withSealed(drop)(base.items, at, random);
    return changed === null ? null : { files: await filesOf(changed), trust: {}, found: 'sealed-missing' };
  },
  'swap a ciphertext': byFiles(
    'sealed-changed',
    withSealed((sealed, field) => ({ ...sealed, [field]: 'ab'.repeat(32) })),
  ),
  'open a ciphertext with another key': changeTrust.otherKey,
  'drop a shard': changeFiles.dropShard,
  'fake an erasure': byKey(
    'erasure-unfounded',
    (items, at, random) => {
      const last = items.findLastIndex((item, index) => item.kind === 'entry' && index > at + 1 && isPlain(item));
      const deks = Object.values(leafOf(entryAt(items, at)).sealed ?? {}).map(({ dek }) => dek);
      const withoutText = withSealed(drop)(items, at, random);
      if (last < 0 || withoutText === null) return null;
      const { prior: _prior, ...leaf } = leafOf(entryAt(items, last));
      const fake = forge(entryAt(items, last), { ...leaf, type: 'erasure.executed', detail: { deks: [...new Set(deks)] } });
      return rechain(replace(withoutText, last, fake), last);
    },
    isSealed,
  ),
  'remove heartbeats': byKey(
    'heartbeat-gap',
    (items, at) => {
      const heartbeats = items.flatMap((item, index) =>
        isEntryOf('heartbeat')(item) && item.kind === 'entry' && item.shard === entryAt(items, at).shard && index >= at ? [index] : [],
      );
      const boots = new Set(heartbeats.slice(0, 4).map((index) => leafOf(entryAt(items, index)).clk.boot));
      const isFollowed = items
        .slice(0, at)
        .some((item) => isEntryOf('heartbeat')(item) && item.kind === 'entry' && leafOf(item).clk.boot === [...boots][0]);
      return heartbeats.length < 4 || boots.size > 1 || !isFollowed ? null : heartbeats.slice(0, 3).toReversed().reduce(cutOut, items);
    },
    isEntryOf('heartbeat'),
  ),
  'delete a draft before it is numbered': changeTrust.neverNumbered,
  'let a tile differ from its entries': changeFiles.editTile,
  'name another origin': async (base, random) => (sometimes(random) ? changeFiles.otherOrigin(base, random) : otherLog(base, random)),
  'sign outside of the range of a key': changeTrust.keyRange,
  'cosign as a witness that nobody knows': changeTrust.unknownWitness,
  'let a table differ from the log': changeTrust.editTable,
};

const otherLog = byKey('wrong-log', (items, at) =>
  rechain(replace(items, at, forge(entryAt(items, at), { log: `other.test/audit/${entryAt(items, at).shard}` })), at),
);

/** An event that nothing else depends on. */
function isPlain(item: RawLogItem): boolean {
  return (
    item.kind === 'entry' && ['login.failed', 'login.succeeded', 'document.uploaded', 'search.executed', 'heartbeat'].includes(item.type)
  );
}
