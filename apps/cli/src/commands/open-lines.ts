import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CarrelError } from '@carrel/core';

/** The lines of a stream, or of a file by its path. @throws NOT_FOUND when there is no such file. */
export async function openLines(source: Readable | string): Promise<AsyncIterable<string>> {
  if (typeof source !== 'string') return createInterface({ input: source, crlfDelay: Infinity });
  const found = await stat(source).catch(() => null);
  if (found?.isFile() !== true) throw new CarrelError('NOT_FOUND', { message: `There is no file ${source}.` });
  return createInterface({ input: createReadStream(source), crlfDelay: Infinity });
}
