import type { LogEntry } from '@carrel/core';
import type { ContextItem, Leaf } from '../leaf/leaf-schema.ts';

/** The columns that a leaf is stored and searched by. @param rest.more context that did not fit into the leaf. */
export function toLogEntry(
  leaf: Leaf,
  rest: { readonly bytes: Uint8Array; readonly leafHash: string; readonly more: LogEntry['context'] },
): LogEntry {
  return {
    shard: Number(leaf.log.slice(leaf.log.lastIndexOf('/') + 1)),
    seq: leaf.seq,
    id: leaf.id,
    time: leaf.time,
    type: leaf.type,
    outcome: leaf.outcome,
    actorRef: leaf.actor.ref,
    targetRef: leaf.target?.ref ?? null,
    channel: leaf.origin.channel,
    leaf: rest.bytes,
    leafHash: rest.leafHash,
    context: [...(leaf.ctx ?? []).map(contextColumns), ...rest.more],
  };
}

export function contextColumns(item: ContextItem): LogEntry['context'][number] {
  return { documentRef: item.doc, versionRef: item.ver, chunkRef: item.chunk, isInPrompt: item.in_prompt, isCited: item.cited };
}
