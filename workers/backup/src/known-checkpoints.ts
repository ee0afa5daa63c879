import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CarrelError } from '@carrel/core';
import { parseSignedCheckpoint, toHex } from '@carrel/tlog';
import type { LogTail } from './archive/manifest.ts';

/** A size of a log that is known to have been signed, with its root. */
export interface KnownCheckpoint {
  readonly shard: number;
  readonly size: number;
  readonly rootHash: string;
  /** Where it was found, for people. */
  readonly from: string;
}

/** What the published log says, as far as it lies here, and the checkpoints that somebody kept. @throws INVALID_REQUEST for a file that is none. */
export async function readKnownCheckpoints(logFolder: string, keptFiles: readonly string[]): Promise<readonly KnownCheckpoint[]> {
  const shards = (await readdir(logFolder).catch(() => [])).filter((name) => /^\d{4}$/.test(name));
  const published = await Promise.all(
    shards.map(async (name) => {
      const path = join(logFolder, name, 'checkpoint');
      const text = await readFile(path, 'utf8').catch(() => null);
      return text === null ? null : checkpointOf(text, path);
    }),
  );
  const kept = await Promise.all(keptFiles.map(async (path) => checkpointOf(await readFile(path, 'utf8'), path)));
  return [...published, ...kept].filter((one) => one !== null);
}

function checkpointOf(text: string, from: string): KnownCheckpoint {
  const parsed = parseSignedCheckpoint(text);
  const shard = Number(/\/(\d{4})$/.exec(parsed?.origin ?? '')?.[1]);
  if (parsed === null || !Number.isInteger(shard))
    throw new CarrelError('INVALID_REQUEST', {
      message: `${from}: expected a checkpoint of a log, as "carrel audit checkpoint" prints it.`,
    });
  return { shard, size: parsed.size, rootHash: toHex(parsed.root), from };
}

/**
 * What a restored log lacks of what was signed: the first checkpoint that it does not reach, or that has another root.
 * @param rootAt the root that the restored log has signed for a size; null where it signed none.
 */
export function findMissing(
  known: readonly KnownCheckpoint[],
  log: readonly LogTail[],
  rootAt: (shard: number, size: number) => string | null,
): { readonly checkpoint: KnownCheckpoint; readonly restoredSize: number; readonly isBehind: boolean } | null {
  for (const checkpoint of known) {
    const restoredSize = log.find(({ shard }) => shard === checkpoint.shard)?.size ?? 0;
    if (checkpoint.size > restoredSize) return { checkpoint, restoredSize, isBehind: true };
    const root = rootAt(checkpoint.shard, checkpoint.size);
    if (root !== null && root !== checkpoint.rootHash) return { checkpoint, restoredSize, isBehind: false };
  }
  return null;
}
