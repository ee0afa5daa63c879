import type { AuditRepository } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { leafSchema } from '../leaf/leaf-schema.ts';

/** The place of the next entry. */
export interface LogPlace {
  /** Name of the log without the year. */
  readonly logName: string;
  readonly shard: number;
  readonly seq: number;
  /** Leaf hash of the entry before. */
  readonly prev: string;
}

/** Where the log goes on, from what is stored; null for an empty log. */
export async function readLogPlace(audit: AuditRepository): Promise<LogPlace | null> {
  const tail = await audit.findTail();
  if (tail === null) return null;
  const [last] = await audit.listEntries(tail.shard, tail.seq, 1);
  if (last === undefined) throw new CarrelError('CONFLICT', { message: `The log's last entry ${tail.shard}/${tail.seq} cannot be read.` });
  const { log } = leafSchema.parse(JSON.parse(Buffer.from(last.leaf).toString('utf8')));
  return { logName: log.replace(/\/\d{4}$/, ''), shard: tail.shard, seq: tail.seq + 1, prev: tail.leafHash };
}
