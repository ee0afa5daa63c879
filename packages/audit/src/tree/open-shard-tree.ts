import type { AuditTreeRepository } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import {
  createTileReader,
  createTreeBuilder,
  formatVerifierKey,
  parseSignedCheckpoint,
  toHex,
  type NodeReader,
  type ReadTile,
} from '@carrel/tlog';
import { leafSchema } from '../leaf/leaf-schema.ts';
import type { LogFiles } from './log-files.ts';
import type { LogSigner } from './log-signer.ts';

/** A shard as it was last signed: where the tree goes on. */
export interface ShardTree {
  readonly shard: number;
  readonly logName: string;
  readonly verifierKey: string;
  /** Whether the key is on record already. */
  readonly hasKey: boolean;
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

export interface OpenShardDependencies {
  readonly tree: AuditTreeRepository;
  readonly signer: LogSigner;
  readonly files: LogFiles;
}

/**
 * Reads where a shard's tree goes on, and checks that it goes on from what was signed: by this key, with this root, and no
 * further than what was published. What does not fit is never signed over.
 * @throws AUDIT_LOG_DIVERGED; INVALID_CONFIGURATION when another key has signed the shard.
 * @returns null when the shard has no entry yet.
 */
export async function openShardTree(deps: OpenShardDependencies, shard: number): Promise<ShardTree | null> {
  const { tree, signer, files } = deps;
  const [first] = await tree.listLeaves(shard, 0, 1);
  if (first === undefined) return null;
  const { log: logName } = leafSchema.parse(JSON.parse(Buffer.from(first.leaf).toString('utf8')));
  const verifierKey = formatVerifierKey(signer.keyFor(logName));
  const known = await tree.findVerifierKey(shard);
  if (known !== null && known !== verifierKey)
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: `The log ${logName} is signed by the key ${known}, but the key file holds ${verifierKey}. Restore the key file that belongs to this database.`,
    });
  await checkPublished(tree, shard, await files.readCheckpoint(shard));
  const checkpoint = await tree.findCheckpoint(shard);
  const size = checkpoint?.size ?? 0;
  const peaks = await readPeaks(createTileReader(tileSource(tree, shard), size), size);
  const root = toHex(createTreeBuilder({ size, peaks }).root());
  if (checkpoint !== null && root !== checkpoint.rootHash)
    throw diverged(`The stored tiles of ${logName} give the root ${root} for ${size} entries; ${checkpoint.rootHash} was signed.`);
  return { shard, logName, verifierKey, hasKey: known !== null, size, peaks };
}

export function tileSource(tree: Pick<AuditTreeRepository, 'findTile'>, shard: number): ReadTile {
  return async ({ level, index }) => (await tree.findTile(shard, level, index))?.data ?? null;
}

/** What was published was on record before. A database that does not know it is older than the files, or another one. */
async function checkPublished(tree: AuditTreeRepository, shard: number, note: string | null): Promise<void> {
  if (note === null) return;
  const published = parseSignedCheckpoint(note);
  if (published === null) throw diverged(`The published checkpoint of ${shard} cannot be read.`);
  const [stored] = await tree.listCheckpoints(shard, published.size, 1);
  if (stored?.size !== published.size || stored.rootHash !== toHex(published.root))
    throw diverged(
      `A checkpoint of ${published.origin} with ${published.size} entries was published, but the database does not know it: it is older, or another one.`,
    );
}

/** The complete subtrees that make up a tree, from left to right. */
async function readPeaks(read: NodeReader, size: number): Promise<readonly Uint8Array[]> {
  const peaks: Uint8Array[] = [];
  let start = 0;
  while (start < size) {
    const level = Math.floor(Math.log2(size - start));
    peaks.push(await read(level, start / 2 ** level));
    start += 2 ** level;
  }
  return peaks;
}

function diverged(message: string): CarrelError {
  return new CarrelError('AUDIT_LOG_DIVERGED', { message });
}
