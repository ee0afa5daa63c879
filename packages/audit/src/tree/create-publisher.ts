import type { Clock, Logger, NamedLease, RecordStore, StoredCheckpoint } from '@carrel/core';
import { isCarrelError } from '@carrel/core';
import { parseSignedCheckpoint } from '@carrel/tlog';
import { extendShardTree } from './extend-shard-tree.ts';
import type { LogFiles } from './log-files.ts';
import type { LogSigner } from './log-signer.ts';
import { mirrorShard } from './mirror-shard.ts';
import { openShardTree, type ShardTree } from './open-shard-tree.ts';

export interface PublisherState {
  /** The newest checkpoint that was published by this process; null before the first one. */
  readonly checkpoint: { readonly shard: number; readonly size: number; readonly atMs: number } | null;
  /** Why nothing can be published; null when all is well. It is tried again with each round. */
  readonly failureCode: string | null;
}

/** Publishes what was appended: tiles, and a signed checkpoint over them, in SQL and as files. */
export interface Publisher {
  /** Publishes all that is new, under the sequencer's lease. Never rejects: see `state`. */
  publish(lease: NamedLease): Promise<void>;
  state(): PublisherState;
}

export interface PublisherDependencies {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signer: LogSigner;
  readonly files: LogFiles;
}

/** Entries in one step: about 14 MB of leaves. */
const defaultMaxEntries = 8_192;

export function createPublisher(deps: PublisherDependencies, options: { readonly maxEntries?: number } = {}): Publisher {
  const { store, clock, logger } = deps;
  const maxEntries = options.maxEntries ?? defaultMaxEntries;
  const open = createOpenShards(deps);
  let state: PublisherState = { checkpoint: null, failureCode: null };

  async function publishShard(shard: number, lease: NamedLease): Promise<void> {
    for (let isMore = true; isMore;) {
      const tree = await open.tree(shard);
      if (tree === null) return;
      const grown = await extendShardTree(deps, tree, { lease, maxEntries });
      if (grown !== null) open.keep(grown.tree);
      await open.mirror(grown?.tree ?? tree, grown?.checkpoint ?? null);
      if (grown !== null) state = { ...state, checkpoint: { shard, size: grown.checkpoint.size, atMs: clock.nowMs() } };
      isMore = grown?.isFullBatch === true;
    }
  }

  return {
    state: () => state,
    async publish(lease) {
      try {
        const tail = await store.read.audit.findTail();
        if (tail === null) return;
        for (const shard of await open.shards(tail.shard)) {
          await publishShard(shard, lease);
          if (shard < tail.shard) open.close(shard);
        }
        state = { ...state, failureCode: null };
      } catch (error) {
        open.forget();
        const failureCode = isCarrelError(error) ? error.code : 'INTERNAL';
        // A failure that lasts is logged once, not with each round.
        if (state.failureCode !== failureCode) logger.error('audit.publish-failed', error);
        state = { ...state, failureCode };
      }
    },
  };
}

/** Keeps what is known of the shards that still grow, so that a round without news costs next to nothing. */
function createOpenShards(deps: PublisherDependencies) {
  const { store, signer, files } = deps;
  const read = store.read.auditTree;
  const trees = new Map<number, ShardTree>();
  const mirrored = new Map<number, number>();
  let shards: ReadonlySet<number> | null = null;
  return {
    /** Those that may have entries that are not published, oldest first. Old ones are looked at once. */
    async shards(newest: number): Promise<readonly number[]> {
      shards ??= new Set((await store.read.audit.listShards()).map(({ shard }) => shard));
      shards = new Set([...shards, newest]);
      return [...shards].toSorted((left, right) => left - right);
    },
    async tree(shard: number): Promise<ShardTree | null> {
      const known = trees.get(shard) ?? (await openShardTree({ tree: read, signer, files }, shard));
      if (known !== null) trees.set(shard, known);
      return known;
    },
    keep: (tree: ShardTree) => void trees.set(tree.shard, tree),
    close(shard: number): void {
      trees.delete(shard);
      mirrored.delete(shard);
      shards = new Set([...(shards ?? [])].filter((one) => one !== shard));
    },
    /** After a failure nothing is believed: another process may have written. */
    forget(): void {
      trees.clear();
      mirrored.clear();
    },
    async mirror({ shard, verifierKey, size }: ShardTree, newest: StoredCheckpoint | null): Promise<void> {
      const fromSize = mirrored.get(shard) ?? parseSignedCheckpoint((await files.readCheckpoint(shard)) ?? '')?.size ?? 0;
      const checkpoint = newest ?? (fromSize < size ? await read.findCheckpoint(shard) : null);
      if (checkpoint !== null) await mirrorShard({ tree: read, files }, { checkpoint, verifierKey, fromSize });
      mirrored.set(shard, Math.max(fromSize, size));
    },
  };
}
