import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CarrelError } from '@carrel/core';
import { z } from 'zod';
import type { RuntimePaths } from './runtime-paths.ts';

const startBlockSchema = z.object({
  code: z.enum(['RESTORE_UNFINISHED', 'AUDIT_LOG_BEHIND', 'AUDIT_LOG_DIVERGED']),
  /** For operators: what was found. */
  message: z.string(),
  at: z.string(),
});

/** Why Carrel must not be started on a data folder. It lasts until what is wrong was put right. */
export type StartBlock = z.infer<typeof startBlockSchema>;

/** Null: nothing stands in the way. A file that says nothing sensible stands in the way too. */
export function readStartBlock({ startBlockFile }: RuntimePaths): StartBlock | null {
  let text: string;
  try {
    text = readFileSync(startBlockFile, 'utf8');
  } catch {
    return null;
  }
  const unreadable: StartBlock = { code: 'RESTORE_UNFINISHED', message: `${startBlockFile} cannot be read.`, at: '' };
  try {
    return startBlockSchema.safeParse(JSON.parse(text)).data ?? unreadable;
  } catch {
    return unreadable;
  }
}

export function writeStartBlock({ startBlockFile }: RuntimePaths, block: StartBlock): void {
  writeFileSync(startBlockFile, `${JSON.stringify(block)}\n`, { mode: 0o600, flush: true });
}

export function removeStartBlock({ startBlockFile }: RuntimePaths): void {
  rmSync(startBlockFile, { force: true });
}

/** @throws the code of the block. */
export function requireNoStartBlock(paths: RuntimePaths): void {
  const block = readStartBlock(paths);
  if (block !== null) throw new CarrelError(block.code, { message: block.message });
}
