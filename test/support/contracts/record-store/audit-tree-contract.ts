import { beforeEach, describe, expect, it } from 'vitest';
import type { LogEntry, RecordStore, StoredCheckpoint, StoredTile } from '../../../../packages/core/src/index.ts';
import { ids, now, sha256Of } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

let nextShard = 5_000;

export function describeAuditTree(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let shard: number;
  beforeEach(() => {
    ({ store } = subject());
    shard = nextShard += 1;
  });

  const tile = (level: number, index: number, hashes: number, first = 0): StoredTile => ({
    level,
    index,
    data: Uint8Array.from({ length: hashes * 32 }, (_byte, at) => (Math.floor(at / 32) + first + index) & 0xff),
  });
  const checkpoint = (size: number): StoredCheckpoint => ({
    shard,
    size,
    rootHash: sha256Of(`${shard}:${size}`),
    note: `log\n${size}\nroot\n\n— log ä\n`,
    createdAt: now,
  });

  describe('audit tree', () => {
    it('gives the leaves of a shard in order, byte by byte', async () => {
      const entries = [0, 1, 2].map((seq): LogEntry => ({
        shard,
        seq,
        id: ids.auditEventId(),
        time: now,
        type: 'heartbeat',
        outcome: 'success',
        actorRef: 'sys_audit',
        targetRef: null,
        channel: 'system',
        leaf: Uint8Array.of(255, 0, seq),
        leafHash: sha256Of(`${shard}:${seq}`),
        context: [],
      }));
      await store.read.audit.appendEntries(entries);
      const leaves = entries.map(({ seq, leaf, leafHash }) => ({ seq, leaf, leafHash }));
      expect(await store.read.auditTree.listLeaves(shard, 1, 10)).toEqual(leaves.slice(1));
      expect(await store.read.auditTree.listLeaves(shard, 0, 2)).toEqual(leaves.slice(0, 2));
      expect(await store.read.auditTree.listLeaves(shard, 3, 10)).toEqual([]);
    });

    it('keeps tiles, lets them grow at their end, and lists them by level and index', async () => {
      const { auditTree } = store.read;
      expect(await auditTree.findTile(shard, 0, 0)).toBeNull();
      await auditTree.saveTiles(shard, [tile(0, 0, 256), tile(0, 1, 3), tile(1, 0, 1)]);
      await auditTree.saveTiles(shard, [tile(0, 1, 7)]);
      expect(await auditTree.findTile(shard, 0, 1)).toEqual(tile(0, 1, 7));
      expect(await auditTree.listTiles(shard, null, 10)).toEqual([tile(0, 0, 256), tile(0, 1, 7), tile(1, 0, 1)]);
      expect(await auditTree.listTiles(shard, { level: 0, index: 0 }, 1)).toEqual([tile(0, 1, 7)]);
      expect(await auditTree.listTiles(shard, { level: 0, index: 1 }, 10)).toEqual([tile(1, 0, 1)]);
    });

    it('refuses a tile that says something else about the same leaves, or fewer of them', async () => {
      const { auditTree } = store.read;
      await auditTree.saveTiles(shard, [tile(0, 0, 5)]);
      await expect(auditTree.saveTiles(shard, [tile(0, 0, 6, 1)])).rejects.toThrow();
      await expect(auditTree.saveTiles(shard, [tile(0, 0, 4)])).rejects.toThrow();
      await expect(auditTree.saveTiles(shard, [{ level: 0, index: 9, data: new Uint8Array(33) }])).rejects.toThrow();
      expect(await auditTree.findTile(shard, 0, 0)).toEqual(tile(0, 0, 5));
    });

    it('signs each size once, and finds the newest checkpoint and the first that covers an entry', async () => {
      const { auditTree } = store.read;
      expect(await auditTree.findCheckpoint(shard)).toBeNull();
      for (const size of [3, 9, 20]) await auditTree.insertCheckpoint(checkpoint(size));
      await expect(auditTree.insertCheckpoint({ ...checkpoint(9), rootHash: sha256Of('other') })).rejects.toThrow();
      expect(await auditTree.findCheckpoint(shard)).toEqual(checkpoint(20));
      expect(await auditTree.findCheckpointFrom(shard, 4)).toEqual(checkpoint(9));
      expect(await auditTree.findCheckpointFrom(shard, 9)).toEqual(checkpoint(9));
      expect(await auditTree.findCheckpointFrom(shard, 21)).toBeNull();
      expect(await auditTree.listCheckpoints(shard, 9, 10)).toEqual([checkpoint(9), checkpoint(20)]);
      expect(await auditTree.listCheckpoints(shard, 0, 1)).toEqual([checkpoint(3)]);
    });

    it('keeps the cosignatures of witnesses, each once and below its checkpoint', async () => {
      const { auditTree } = store.read;
      const cosignature = (size: number, witness: string) => ({ shard, size, witness, line: `— ${witness} ${size}\n`, createdAt: now });
      for (const size of [3, 9, 20]) await auditTree.insertCheckpoint(checkpoint(size));
      const kept = [cosignature(3, 'w1'), cosignature(3, 'w2'), cosignature(20, 'w1')];
      for (const one of kept) await auditTree.insertCosignature(one);
      await auditTree.insertCosignature({ ...cosignature(3, 'w1'), line: 'another' });
      await expect(auditTree.insertCosignature(cosignature(4, 'w1'))).rejects.toThrow();
      expect(await auditTree.listCosignatures(shard, 'w1', 1)).toEqual([cosignature(20, 'w1')]);
      expect(await auditTree.listCosignatures(shard, 'nobody', 1)).toEqual([]);
      expect(await auditTree.listCosignaturesBetween(shard, 3, 20)).toEqual(kept);
      expect(await auditTree.listCosignaturesBetween(shard, 4, 19)).toEqual([]);
    });

    it('knows one key a shard', async () => {
      const { auditTree } = store.read;
      expect(await auditTree.findVerifierKey(shard)).toBeNull();
      await auditTree.insertVerifierKey(shard, 'log+00000000+key');
      await expect(auditTree.insertVerifierKey(shard, 'log+00000001+other')).rejects.toThrow();
      expect(await auditTree.findVerifierKey(shard)).toBe('log+00000000+key');
    });
  });
}
