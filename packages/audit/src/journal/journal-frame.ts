import { createHash } from 'node:crypto';
import type { AuditEventId, LogEntry, SealedField } from '@carrel/core';
import { z } from 'zod';
import { leafSchema, maxContextItems } from '../leaf/leaf-schema.ts';
import { leafHash } from '../leaf/leaf-hash.ts';
import { toLogEntry } from '../sequencer/to-log-entry.ts';

/** An entry as the journal keeps it: enough to put it back into the log. */
export interface JournalEntry {
  readonly entry: LogEntry;
  /** Its ciphertexts, without the keys that open them. */
  readonly sealed: readonly SealedField[];
}

/** A frame that could be read whole, and where the next one begins in its file. */
export interface JournalFrame extends JournalEntry {
  readonly endOffset: number;
}

const lengthBytes = 4;
const digestBytes = 32;
/** A leaf of 32 KiB with its ciphertexts stays far below; a larger length is no length. */
const maxPayloadBytes = 256 * 1024 * 1024;

/** What the leaf itself does not hold: where passages stand that did not fit into it, and ciphertexts. */
const asideSchema = z.strictObject({
  more: z.array(z.strictObject({ doc: z.string(), ver: z.string(), chunk: z.string(), in_prompt: z.boolean(), cited: z.boolean() })),
  sealed: z.array(z.strictObject({ field: z.string(), dek: z.string(), ct: z.base64() })),
});

/**
 * One frame: the length of the payload (4 bytes, big-endian), the payload, and its SHA-256. The payload is the length of the
 * leaf (4 bytes), the exact bytes of the leaf, and JSON with what is kept beside it.
 */
export function encodeFrame({ entry, sealed }: JournalEntry): Buffer {
  const aside = JSON.stringify({
    more: contextBeyondLeaf(entry),
    sealed: sealed.map(({ field, dekId, ciphertext }) => ({ field, dek: dekId, ct: Buffer.from(ciphertext).toString('base64') })),
  });
  const payload = Buffer.concat([uint32(entry.leaf.length), entry.leaf, Buffer.from(aside, 'utf8')]);
  return Buffer.concat([uint32(payload.length), payload, createHash('sha256').update(payload).digest()]);
}

/**
 * Reads the frame at `offset`.
 * @returns `torn` when the bytes end before it does, or are not what was written.
 */
export function decodeFrame(bytes: Buffer, offset: number): JournalFrame | 'torn' {
  if (bytes.length < offset + lengthBytes) return 'torn';
  const payloadBytes = bytes.readUInt32BE(offset);
  const endOffset = offset + lengthBytes + payloadBytes + digestBytes;
  if (payloadBytes < lengthBytes || payloadBytes > maxPayloadBytes || bytes.length < endOffset) return 'torn';
  const payload = bytes.subarray(offset + lengthBytes, endOffset - digestBytes);
  const digest = bytes.subarray(endOffset - digestBytes, endOffset);
  if (!createHash('sha256').update(payload).digest().equals(digest)) return 'torn';
  const read = readPayload(payload);
  return read === null ? 'torn' : { ...read, endOffset };
}

/** Where the frame at `offset` says that it ends; infinite when not even its length is there. */
export function frameEnd(bytes: Buffer, offset: number): number {
  if (bytes.length < offset + lengthBytes) return Number.POSITIVE_INFINITY;
  return offset + lengthBytes + bytes.readUInt32BE(offset) + digestBytes;
}

function readPayload(payload: Buffer): JournalEntry | null {
  const leafBytes = payload.readUInt32BE(0);
  if (leafBytes > payload.length - lengthBytes) return null;
  const leaf = Uint8Array.from(payload.subarray(lengthBytes, lengthBytes + leafBytes));
  const parsedLeaf = leafSchema.safeParse(parseJson(Buffer.from(leaf)));
  const aside = asideSchema.safeParse(parseJson(payload.subarray(lengthBytes + leafBytes)));
  if (!parsedLeaf.success || !aside.success) return null;
  const entry = toLogEntry(parsedLeaf.data, { bytes: leaf, leafHash: leafHash(leaf), more: aside.data.more.map(toContext) });
  return { entry, sealed: aside.data.sealed.map((one) => toSealed(entry.id, one)) };
}

function toSealed(eventId: AuditEventId, one: z.infer<typeof asideSchema>['sealed'][number]): SealedField {
  return { eventId, field: one.field, dekId: one.dek, ciphertext: Uint8Array.from(Buffer.from(one.ct, 'base64')) };
}

function toContext(item: z.infer<typeof asideSchema>['more'][number]): LogEntry['context'][number] {
  return { documentRef: item.doc, versionRef: item.ver, chunkRef: item.chunk, isInPrompt: item.in_prompt, isCited: item.cited };
}

/** The first items are those of the leaf, in its order. */
function contextBeyondLeaf({ context, leaf }: LogEntry): z.infer<typeof asideSchema>['more'] {
  if (context.length <= maxContextItems) return [];
  const { ctx = [] } = leafSchema.parse(parseJson(Buffer.from(leaf)));
  return context.slice(ctx.length).map((item) => ({
    doc: item.documentRef,
    ver: item.versionRef,
    chunk: item.chunkRef,
    in_prompt: item.isInPrompt,
    cited: item.isCited,
  }));
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(lengthBytes);
  bytes.writeUInt32BE(value);
  return bytes;
}
