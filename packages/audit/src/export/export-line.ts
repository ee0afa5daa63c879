import { z } from 'zod';
import { CarrelError } from '@carrel/core';
import type { RawEntry, RawLogItem, RawTile } from './raw-log.ts';

/** A raw item as a JSON line: bytes as base64. What the API streams and the command line verifies. */
export type ExportLine =
  | Exclude<RawLogItem, RawEntry | RawTile>
  | (Omit<RawEntry, 'leaf'> & { readonly leaf: string })
  | (Omit<RawTile, 'data'> & { readonly data: string });

export function toExportLine(item: RawLogItem): ExportLine {
  if (item.kind === 'entry') return { ...item, leaf: Buffer.from(item.leaf).toString('base64') };
  return item.kind === 'tile' ? { ...item, data: Buffer.from(item.data).toString('base64') } : item;
}

const bytesSchema = z.base64().transform((text) => Buffer.from(text, 'base64'));

const lineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shard'), shard: z.int(), size: z.int().nonnegative() }),
  z.object({
    kind: z.literal('entry'),
    shard: z.int(),
    seq: z.int(),
    id: z.string(),
    time: z.string(),
    type: z.string(),
    outcome: z.string(),
    actorRef: z.string(),
    targetRef: z.string().nullable(),
    channel: z.string(),
    leaf: bytesSchema,
    leafHash: z.string(),
    sealed: z.record(z.string(), z.string()).nullable(),
  }),
  z.object({ kind: z.literal('key'), shard: z.int(), verifierKey: z.string() }),
  z.object({ kind: z.literal('checkpoint'), shard: z.int(), note: z.string() }),
  z.object({ kind: z.literal('tile'), shard: z.int(), level: z.int().nonnegative(), index: z.int().nonnegative(), data: bytesSchema }),
  z.object({ kind: z.literal('pending'), count: z.int().nonnegative(), oldestCreatedAt: z.iso.datetime().nullable() }),
]);

/**
 * Reads one line of an export back.
 * @throws INVALID_REQUEST when it is no such line: the export is damaged or of another kind.
 */
export function parseExportLine(line: string): RawLogItem {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new CarrelError('INVALID_REQUEST', { message: 'Expected a JSON line of an audit export.', cause: error });
  }
  const result = lineSchema.safeParse(value);
  if (!result.success)
    throw new CarrelError('INVALID_REQUEST', {
      message: `Expected a line of an audit export: ${z.prettifyError(result.error)}`,
      cause: result.error,
    });
  return result.data;
}
