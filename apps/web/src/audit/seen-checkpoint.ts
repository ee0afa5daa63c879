import { z } from 'zod';
import { readStored, writeStored } from '../lib/stored-value.ts';

const seenSchema = z.object({ size: z.int().positive(), rootHash: z.string(), at: z.string() });
/** What this browser has verified of a log, and when: a log that was rewritten since is found by it. */
export type Seen = z.infer<typeof seenSchema>;

const keyOf = (name: string) => `verified:${name}`;

export function readSeen(name: string): Seen | null {
  const text = readStored(keyOf(name));
  try {
    return text === null ? null : seenSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function writeSeen(name: string, seen: Seen): void {
  writeStored(keyOf(name), JSON.stringify(seen));
}
