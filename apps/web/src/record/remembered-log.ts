import { equalBytes, fromHex, toHex, verifyConsistency } from '@carrel/tlog';
import { z } from 'zod';
import { readStored, writeStored } from '../lib/stored-value.ts';
import type { StatedLog } from './check-record.ts';

const memorySchema = z.object({ verifierKey: z.string(), size: z.int().positive(), rootHash: z.string(), seenAt: z.string() });
/** What this browser saw of a log when it last checked something: somebody who rewrites the log later is found out. */
export type RememberedLog = z.infer<typeof memorySchema>;

export type LogHistory =
  /** This browser sees the log for the first time. */
  | { readonly type: 'first' }
  /** Everything that was in it then is in it now, unchanged. */
  | { readonly type: 'grown'; readonly size: number; readonly seenAt: string }
  | { readonly type: 'rewritten'; readonly size: number; readonly seenAt: string }
  | { readonly type: 'other-key'; readonly seenAt: string };

/** Asks for the proof that the log of size `to` begins with the log of size `from`; hashes in hexadecimal. */
export type AskConsistency = (from: number, to: number) => Promise<readonly string[]>;

const keyOf = (origin: string) => `log.${origin}`;

/** Compares the log with what this browser saw of it, and remembers the larger of the two when they are one. */
export async function compareWithMemory(log: StatedLog, ask: AskConsistency, nowMs: number): Promise<LogHistory> {
  const memory = rememberedLog(log.origin);
  if (memory === null) {
    rememberLog(log.origin, memoryOf(log), nowMs);
    return { type: 'first' };
  }
  const { size, seenAt } = memory;
  if (memory.verifierKey !== log.verifierKey) return { type: 'other-key', seenAt };
  if (!(await isOneLog(memory, log, ask))) return { type: 'rewritten', size, seenAt };
  if (log.size > size) rememberLog(log.origin, memoryOf(log), nowMs);
  return { type: 'grown', size, seenAt };
}

async function isOneLog(memory: RememberedLog, log: StatedLog, ask: AskConsistency): Promise<boolean> {
  const known = { size: memory.size, root: bytesOf(memory.rootHash) };
  const [older, newer] = known.size <= log.size ? [known, log] : [log, known];
  if (older.size === newer.size) return equalBytes(older.root, newer.root);
  const proof = (await ask(older.size, newer.size)).map(bytesOf);
  return verifyConsistency({ oldSize: older.size, newSize: newer.size, oldRoot: older.root, newRoot: newer.root, proof });
}

const memoryOf = ({ verifierKey, size, root }: StatedLog) => ({ verifierKey, size, rootHash: toHex(root) });
const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array(0);

/** Null: this browser has checked nothing of this log yet. */
export function rememberedLog(origin: string): RememberedLog | null {
  try {
    return memorySchema.safeParse(JSON.parse(readStored(keyOf(origin)) ?? '')).data ?? null;
  } catch {
    return null;
  }
}

export function rememberLog(origin: string, log: Omit<RememberedLog, 'seenAt'>, nowMs: number): void {
  const memory: RememberedLog = { ...log, seenAt: new Date(nowMs).toISOString() };
  writeStored(keyOf(origin), JSON.stringify(memory));
}
