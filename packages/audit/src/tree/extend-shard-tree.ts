import type { Clock, NamedLease, RecordStore, StoredCheckpoint } from '@carrel/core';
import { CarrelError, faultPoint } from '@carrel/core';
import { createTreeBuilder, formatCheckpoint, formatNote, fromHex, growTiles, signNote, toHex } from '@carrel/tlog';
import type { LogSigner } from './log-signer.ts';
import { tileSource, type ShardTree } from './open-shard-tree.ts';

/**
 * Takes the entries that came since into the tree, and signs it. Tiles, checkpoint and key are committed together, fenced by
 * the lease and by the size before: a size is signed once, and nobody learns of a signature that is not on record.
 *
 * @returns null when there is nothing new.
 * @throws CONFLICT when another process has taken over, or entries are missing: nothing was written.
 */
export async function extendShardTree(
  deps: { readonly store: RecordStore; readonly clock: Clock; readonly signer: LogSigner },
  tree: ShardTree,
  batch: { readonly lease: NamedLease; readonly maxEntries: number },
): Promise<{ readonly tree: ShardTree; readonly checkpoint: StoredCheckpoint; readonly isFullBatch: boolean } | null> {
  const { shard, size: fromSize, logName, verifierKey } = tree;
  const leaves = await deps.store.read.auditTree.listLeaves(shard, fromSize, batch.maxEntries);
  if (leaves.length === 0) return null;
  const builder = createTreeBuilder(tree);
  const leafHashes = leaves.map(({ seq, leafHash }) => {
    const hash = fromHex(leafHash);
    if (seq !== builder.size || hash?.length !== 32)
      throw new CarrelError('CONFLICT', { message: `Expected entry ${shard}/${builder.size} with its hash, got entry ${seq}.` });
    builder.append(hash);
    return hash;
  });
  const tiles = await growTiles(tileSource(deps.store.read.auditTree, shard), { fromSize, leafHashes });
  const root = builder.root();
  const text = formatCheckpoint({ origin: logName, size: builder.size, root, extensions: [] });
  const signature = await signNote(text, { key: deps.signer.keyFor(logName), sign: deps.signer.sign });
  const checkpoint: StoredCheckpoint = {
    shard,
    size: builder.size,
    rootHash: toHex(root),
    note: formatNote({ text, signatures: [signature] }),
    createdAt: new Date(deps.clock.nowMs()).toISOString(),
  };
  faultPoint('checkpoint.before-transaction');
  await deps.store.transaction(async ({ leases, auditTree }) => {
    if (!(await leases.isHeld(batch.lease, deps.clock.nowMs())))
      throw new CarrelError('CONFLICT', { message: `The lease "${batch.lease.name}" is no longer held by ${batch.lease.owner}.` });
    const signed = (await auditTree.findCheckpoint(shard))?.size ?? 0;
    if (signed !== fromSize) throw new CarrelError('CONFLICT', { message: `The tree of ${logName} has grown under another hand.` });
    if (!tree.hasKey) await auditTree.insertVerifierKey(shard, verifierKey);
    await auditTree.saveTiles(shard, tiles);
    await auditTree.insertCheckpoint(checkpoint);
    faultPoint('checkpoint.in-transaction');
  });
  faultPoint('checkpoint.after-commit');
  return {
    tree: { ...tree, hasKey: true, size: builder.size, peaks: builder.peaks() },
    checkpoint,
    isFullBatch: leaves.length === batch.maxEntries,
  };
}
