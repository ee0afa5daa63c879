import { z } from 'zod';
import { CarrelError } from '@carrel/core';
import type { RawEntry, RawLogItem } from './raw-log.ts';

/** A raw item as a JSON line: the leaf's bytes as base64. What the API streams and the command line verifies. */
export type ExportLine = Exclude<RawLogItem, RawEntry> | (Omit<RawEntry, 'leaf'> & { readonly leaf: string });

export function toExportLine(item: RawLogItem): ExportLine {
  return item.kind === 'entry' ? { ...item, leaf: Buffer.from(item.leaf).toString('base64') } : item;
}

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
    leaf: z.base64().transform((text) => Buffer.from(text, 'base64')),
    leafHash: z.string(),
    sealed: z.record(z.string(), z.string()),
  }),
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
