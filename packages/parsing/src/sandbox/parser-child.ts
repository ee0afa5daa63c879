import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { CarrelError, failureCodes, isCarrelError } from '@carrel/core';
import { parseFile } from '../parse-file.ts';
import { createFrameReader, encodeFrame } from './frames.ts';
import { parseOrderSchema, type ParseOrder, type ParseReply } from './protocol.ts';

/*
 * A process of its own that reads files: orders come as frames on standard input, one at a time, results go as frames to
 * standard output. It ends with its standard input, and with its parent.
 */

const maxOrderBytes = 64 * 1024;
new Worker(new URL('./parent-watch.ts', import.meta.url), { workerData: process.ppid }).unref();

const reader = createFrameReader(maxOrderBytes);
let working: Promise<void> = Promise.resolve();
process.stdin.on('data', (bytes: Buffer) => {
  for (const frame of reader.push(bytes)) working = working.then(() => answer(parseOrderSchema.parse(JSON.parse(frame))));
});
process.stdin.on('end', () => process.exit(0));

async function answer(order: ParseOrder): Promise<void> {
  const reply = await replyTo(order);
  await new Promise<void>((resolve) => process.stdout.write(encodeFrame(reply), () => resolve()));
}

async function replyTo(order: ParseOrder): Promise<ParseReply> {
  try {
    const document = await parseFile({ bytes: await readFile(order.filePath), fileName: order.fileName, mediaType: order.mediaType });
    if (document.text.length > order.maxTextChars) throw new CarrelError('PARSER_OUTPUT');
    return { outcome: 'parsed', document: JSON.parse(JSON.stringify(document)) };
  } catch (error) {
    return { outcome: 'failed', ...failureOf(error) };
  }
}

function failureOf(error: unknown) {
  const known = isCarrelError(error) ? failureCodes.find((code) => code === error.code) : undefined;
  if (known !== undefined && isCarrelError(error)) return { code: known, message: error.message.slice(0, 2_000) };
  const name = error instanceof Error ? error.name : typeof error;
  return { code: 'PARSER_CRASHED' as const, message: `The parser threw ${name}.` };
}
