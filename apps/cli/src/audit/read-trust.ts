import { readFile } from 'node:fs/promises';
import { parseReceipt, type AuditReceipt } from '@carrel/audit';
import { CarrelError } from '@carrel/core';
import { parseSignedCheckpoint, parseVerifierKey, type VerifierKey } from '@carrel/tlog';
import { UsageError } from '../usage-error.ts';

/** What whoever verifies has from elsewhere. */
export interface Trust {
  readonly keys?: readonly VerifierKey[];
  readonly keptCheckpoints?: readonly string[];
  readonly receipts?: readonly AuditReceipt[];
}

export interface TrustOptions {
  readonly keys?: string;
  readonly sinceCheckpoint?: readonly string[];
  readonly receipts?: string;
}

/** Reads `--keys`, `--since-checkpoint` and `--receipts`. @throws UsageError when one of them cannot be understood; NOT_FOUND. */
export async function readTrust(options: TrustOptions): Promise<Trust> {
  const { keys, sinceCheckpoint, receipts } = options;
  return {
    ...(keys !== undefined && { keys: linesOf(await read(keys)).map((line) => keyOf(line, keys)) }),
    ...(sinceCheckpoint !== undefined && { keptCheckpoints: await Promise.all(sinceCheckpoint.map(checkpointOf)) }),
    ...(receipts !== undefined && { receipts: linesOf(await read(receipts)).map((line) => receiptOf(line, receipts)) }),
  };
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));

function keyOf(line: string, file: string): VerifierKey {
  const key = parseVerifierKey(line.trim());
  if (key === null) throw new UsageError(`--keys: expected lines such as name+id+key in ${file}, got "${line}".`);
  return key;
}

async function checkpointOf(file: string): Promise<string> {
  const note = await read(file);
  if (parseSignedCheckpoint(note) === null) throw new UsageError(`--since-checkpoint: ${file} is no checkpoint.`);
  return note;
}

function receiptOf(line: string, file: string): AuditReceipt {
  const receipt = parseReceipt(line);
  if (receipt === null) throw new UsageError(`--receipts: expected a receipt in each line of ${file}, got "${line}".`);
  return receipt;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CarrelError('NOT_FOUND', { message: `There is no file ${file} that can be read.`, cause: error });
  }
}
