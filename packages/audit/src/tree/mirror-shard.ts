import type { AuditTreeRepository, StoredCheckpoint } from '@carrel/core';
import { CarrelError, faultPoint } from '@carrel/core';
import { bundlesBetween, encodeEntries, hashBytes, nodesAtLevel, tilesBetween, tileWidth, type TilePlace } from '@carrel/tlog';
import type { LogFile, LogFiles } from './log-files.ts';

/** Files written at once: each waits for its own fsync. */
const parallelFiles = 8;

/**
 * Brings the files of a shard from one size to that of a checkpoint: tiles and bundles first, then the checkpoint, then the
 * partial ones that no checkpoint of the last two needs are removed. Everything comes from what is on record; repeating it
 * changes nothing.
 */
export async function mirrorShard(
  deps: { readonly tree: AuditTreeRepository; readonly files: LogFiles },
  target: { readonly checkpoint: StoredCheckpoint; readonly verifierKey: string; readonly fromSize: number },
): Promise<void> {
  const { checkpoint, verifierKey, fromSize } = target;
  const { shard, size, note } = checkpoint;
  const places: readonly TilePlace[] = [
    ...tilesBetween(fromSize, size).map((tile) => ({ kind: 'tile' as const, ...tile })),
    ...bundlesBetween(fromSize, size).map((bundle) => ({ kind: 'entries' as const, ...bundle })),
  ];
  for (let start = 0; start < places.length; start += parallelFiles) {
    const files = await Promise.all(places.slice(start, start + parallelFiles).map((place) => readFileOf(deps.tree, shard, place)));
    await deps.files.writeFiles(shard, files);
    faultPoint('checkpoint.mid-files');
  }
  faultPoint('checkpoint.before-note');
  await deps.files.writeCheckpoint(shard, { note, verifierKey });
  faultPoint('checkpoint.after-note');
  for (const place of places) {
    const before = nodesAtLevel(fromSize, place.kind === 'tile' ? place.level : 0) - place.index * tileWidth;
    await deps.files.removeNarrower(shard, place, Math.max(0, before));
  }
}

async function readFileOf(tree: AuditTreeRepository, shard: number, place: TilePlace): Promise<LogFile> {
  if (place.kind === 'tile') {
    const stored = await tree.findTile(shard, place.level, place.index);
    if (stored === null || stored.data.length < place.width * hashBytes)
      throw new CarrelError('AUDIT_LOG_DIVERGED', { message: `The tile ${shard}/${place.level}/${place.index} is missing or too short.` });
    return { place, data: stored.data.subarray(0, place.width * hashBytes) };
  }
  const leaves = await tree.listLeaves(shard, place.index * tileWidth, place.width);
  if (leaves.length < place.width)
    throw new CarrelError('AUDIT_LOG_DIVERGED', { message: `Entries of the bundle ${shard}/${place.index} are missing.` });
  return { place, data: encodeEntries(leaves.map(({ leaf }) => leaf)) };
}
