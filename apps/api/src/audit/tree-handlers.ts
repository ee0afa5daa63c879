import { tileSource } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { AuditTreeRepository, RecordStore, StoredCheckpoint } from '@carrel/core';
import { auditEventIdSchema, CarrelError } from '@carrel/core';
import {
  createTileReader,
  encodeEntries,
  hashBytes,
  parseTilePath,
  parseVerifierKey,
  proveConsistency,
  proveInclusion,
  tileWidth,
  toHex,
  type TilePlace,
} from '@carrel/tlog';
import type { Response } from 'express';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { mayReadLog } from '../http/require-access.ts';
import { findReadableEntry } from './find-readable-entry.ts';

/** Checkpoints, tiles and proofs: what a verifier needs. Entries are shown to those alone who may read the log. */
export function createAuditTreeHandlers({ store }: { readonly store: Pick<RecordStore, 'read'> }): readonly BoundRoute[] {
  const { audit, auditTree } = store.read;
  return [
    handle(routes.getNewestCheckpoint, async ({ response }) => {
      const tail = await audit.findTail();
      return sendText(response, (await newestCheckpoint(auditTree, tail?.shard ?? 0)).note);
    }),
    handle(routes.listPublishedLogs, async () => {
      const shards = await audit.listShards();
      const logs = await Promise.all(shards.map(({ shard }) => publishedLog(auditTree, shard)));
      return { items: logs.filter((log) => log !== null) };
    }),
    handle(routes.getCheckpoint, async ({ params, response }) =>
      sendText(response, (await newestCheckpoint(auditTree, shardOf(params.shard))).note),
    ),
    handle(routes.getLogKeys, async ({ params, response }) => sendText(response, `${await keyOf(auditTree, shardOf(params.shard))}\n`)),
    handle(routes.getTile, async ({ caller, params, response }) => {
      const place = parseTilePath(`tile/${params.path}`);
      if (place === null || (place.kind === 'entries' && !mayReadLog(caller))) throw new CarrelError('NOT_FOUND');
      const bytes = await readPlace(auditTree, shardOf(params.shard), place);
      response.status(200);
      response.setHeader('content-type', 'application/octet-stream');
      response.end(bytes);
      return responseSent;
    }),
    handle(routes.proveInclusion, async ({ caller, params }) => {
      const { id, shard, seq, leafHash } = await findReadableEntry(store.read, caller, idOrNotFound(auditEventIdSchema, params.id));
      const { size, rootHash, note } = await newestCheckpoint(auditTree, shard);
      if (size <= seq)
        throw new CarrelError('CONFLICT', { message: `No checkpoint covers entry ${seq} yet; the next one follows within seconds.` });
      const proof = await proveInclusion(createTileReader(tileSource(auditTree, shard), size), seq, size);
      return {
        eventId: id,
        shard,
        seq,
        leafHash,
        size,
        rootHash,
        proof: proof.map(toHex),
        checkpoint: note,
        verifierKey: await keyOf(auditTree, shard),
      };
    }),
    handle(routes.proveConsistency, async ({ params, query }) => {
      const shard = shardOf(params.shard);
      const { from, to } = query;
      if (from > to || to > (await newestCheckpoint(auditTree, shard)).size)
        throw new CarrelError('INVALID_REQUEST', {
          message: 'Expected "from" at most "to", and "to" at most the size of the newest checkpoint.',
        });
      const proof = await proveConsistency(createTileReader(tileSource(auditTree, shard), to), from, to);
      return { shard, from, to, proof: proof.map(toHex) };
    }),
  ];
}

function shardOf(text: string): number {
  if (!/^\d{4}$/.test(text)) throw new CarrelError('NOT_FOUND');
  return Number(text);
}

async function newestCheckpoint(tree: AuditTreeRepository, shard: number): Promise<StoredCheckpoint> {
  const checkpoint = await tree.findCheckpoint(shard);
  if (checkpoint === null) throw new CarrelError('NOT_FOUND');
  return checkpoint;
}

async function keyOf(tree: AuditTreeRepository, shard: number): Promise<string> {
  const key = await tree.findVerifierKey(shard);
  if (key === null) throw new CarrelError('NOT_FOUND');
  return key;
}

async function publishedLog(tree: AuditTreeRepository, shard: number) {
  const [checkpoint, verifierKey] = [await tree.findCheckpoint(shard), await tree.findVerifierKey(shard)];
  const name = parseVerifierKey(verifierKey ?? '')?.name;
  if (checkpoint === null || verifierKey === null || name === undefined) return null;
  return { shard, name, size: checkpoint.size, rootHash: checkpoint.rootHash, verifierKey, checkpoint: checkpoint.note };
}

/** Partial tiles of any width that the log has reached, so that a verifier with an older checkpoint finds its own. */
async function readPlace(tree: AuditTreeRepository, shard: number, place: TilePlace): Promise<Uint8Array> {
  if (place.kind === 'tile') {
    const tile = await tree.findTile(shard, place.level, place.index);
    if (tile === null || tile.data.length < place.width * hashBytes) throw new CarrelError('NOT_FOUND');
    return tile.data.subarray(0, place.width * hashBytes);
  }
  const published = await newestCheckpoint(tree, shard);
  const first = place.index * tileWidth;
  const leaves = first + place.width > published.size ? [] : await tree.listLeaves(shard, first, place.width);
  if (leaves.length < place.width) throw new CarrelError('NOT_FOUND');
  return encodeEntries(leaves.map(({ leaf }) => leaf));
}

function sendText(response: Response, text: string): typeof responseSent {
  response.status(200);
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(text);
  return responseSent;
}
