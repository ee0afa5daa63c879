import type { Clock, EmbeddingIndex } from '@carrel/core';
import type { EmbeddingInUse } from '@carrel/ingestion';
import { createLanceIndexWriter, indexFolder } from '@carrel/storage';
import { createBatchingAppender } from '../index-appender.ts';
import { createTurns, type IndexTarget } from '../index-care/index-target.ts';

/** Rows of one document wait this long for those of others that are at work, before they are written. */
const appendWaitMs = 1_000;
const appendMaxRows = 512;

export interface IndexSet {
  /** What is open for writing; the index that serves comes first. */
  targets(): readonly IndexTarget[];
  find(indexId: string): IndexTarget | null;
  /** Takes in what SQL says about the indexes: which one serves, and how the others stand. */
  note(indexes: readonly EmbeddingIndex[]): void;
  /** Opens an index for its model. `rebuild-needed`: it does not have all rows yet, and cannot be read. */
  open(
    index: EmbeddingIndex,
    embedding: EmbeddingInUse,
  ): Promise<{ readonly target: IndexTarget; readonly state: 'ready' | 'rebuild-needed' }>;
  /** Lets an index go that is not to be written any more. */
  close(indexId: string): Promise<void>;
  closeAll(): Promise<void>;
}

/** The indexes that this process has open, each below the folder `root` in one of its own. */
export function createIndexSet(deps: { readonly clock: Clock; readonly root: string }): IndexSet {
  const open = new Map<string, IndexTarget>();
  let known: ReadonlyMap<string, EmbeddingIndex> = new Map();
  const stateOf = (indexId: string) => known.get(indexId)?.state ?? 'filling';

  return {
    targets: () => [...open.values()].toSorted((one, other) => rank(one) - rank(other)),
    find: (indexId) => open.get(indexId) ?? null,
    note(indexes) {
      known = new Map(indexes.map((index) => [index.id, index]));
    },
    async open(index, embedding) {
      const writer =
        open.get(index.id)?.writer ?? createLanceIndexWriter({ root: indexFolder(deps.root, index.folder), clock: deps.clock });
      const appender = open.get(index.id)?.appender ?? createBatchingAppender(writer, { maxWaitMs: appendWaitMs, maxRows: appendMaxRows });
      const model =
        embedding === null
          ? { embeddingId: index.embeddingId, dimensions: index.dimensions }
          : { embeddingId: embedding.id, dimensions: embedding.dimensions };
      const state = await appender.exclusively(() => writer.open(model));
      const target = {
        indexId: index.id,
        state: () => stateOf(index.id),
        writer,
        appender,
        embedding,
        inTurn: open.get(index.id)?.inTurn ?? createTurns(),
      };
      open.set(index.id, target);
      return { target, state };
    },
    async close(indexId) {
      const target = open.get(indexId);
      if (target === undefined) return;
      open.delete(indexId);
      await target.appender.exclusively(() => target.writer.close());
    },
    async closeAll() {
      for (const { writer } of open.values()) await writer.close();
      open.clear();
    },
  };
}

const rank = (target: IndexTarget): number => (target.state() === 'serving' ? 0 : 1);
