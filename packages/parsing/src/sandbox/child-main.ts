import { writeSync } from 'node:fs';
import type { FailureCode, MediaType, ParsedDocument } from '@carrel/core';
import { knownTypes } from '../media-type/known-types.ts';
import { readDocument, type ParseInput } from '../read-document.ts';
import { ReadFailure } from '../read-failure.ts';
import { createFrameReader, frameHeader } from './frame.ts';
import { parentOf } from './parent-of.ts';

/**
 * Entry of a parser's child process. Reads pairs of frames from standard input (a header in JSON, then the bytes of the
 * file), and answers each with one frame of JSON on descriptor 3, before which frames may say that it still works. Ends when its input does. It opens no file but code, and
 * whatever it answers is checked by the pool.
 */

/** What a child answers. The message is one of Carrel's own, never text of the document. */
export type ChildAnswer =
  | { readonly type: 'parsed'; readonly document: ParsedDocument }
  | { readonly type: 'working' }
  | { readonly type: 'failed'; readonly code: FailureCode; readonly message: string };

const answerDescriptor = 3;
const maxInputBytes = 0xffff_ffff;

const parentPid = parentOf(process.argv);
if (process.argv.includes('--watch-parent')) (await import('./watch-parent.ts')).watchParent(parentPid);
const reader = createFrameReader(maxInputBytes);
let header: Omit<ParseInput, 'bytes'> | null = null;
for await (const chunk of process.stdin) {
  if (!Buffer.isBuffer(chunk)) throw new TypeError('Expected bytes on standard input.');
  reader.push(chunk);
  for (let frame = reader.next(); frame !== null; frame = reader.next()) {
    if (header === null) header = readHeader(frame);
    else {
      answer(await parse({ ...header, bytes: frame }));
      header = null;
    }
  }
}
process.exit(0);

async function parse(input: ParseInput): Promise<ChildAnswer> {
  try {
    return { type: 'parsed', document: await readDocument(input, () => answer({ type: 'working' })) };
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): ChildAnswer {
  if (error instanceof ReadFailure) return { type: 'failed', code: error.code, message: error.message };
  const isOutOfMemory =
    error instanceof RangeError && /allocation failed|Invalid (?:string|array|typed array) length/iu.test(error.message);
  return {
    type: 'failed',
    code: isOutOfMemory ? 'PARSER_MEMORY' : 'PARSER_CRASHED',
    message: error instanceof Error ? `The parser threw ${error.name}.` : 'The parser threw.',
  };
}

function readHeader(frame: Buffer): Omit<ParseInput, 'bytes'> {
  const value: unknown = JSON.parse(frame.toString('utf8'));
  const isHeader =
    typeof value === 'object' && value !== null && 'fileName' in value && 'mediaType' in value && typeof value.fileName === 'string';
  const mediaType = isHeader ? Object.values(knownTypes).find((known): known is MediaType => known === value.mediaType) : undefined;
  if (!isHeader || typeof value.fileName !== 'string' || mediaType === undefined)
    throw new TypeError('Expected a header with a file name and a media type.');
  const languages = 'ocrLanguages' in value && Array.isArray(value.ocrLanguages) ? value.ocrLanguages : [];
  const ocrLanguages = languages.filter((code): code is string => typeof code === 'string');
  return { fileName: value.fileName, mediaType, ocrLanguages };
}

function answer(message: ChildAnswer): void {
  const body = Buffer.from(JSON.stringify(message));
  for (const bytes of [frameHeader(body.length), body]) {
    for (let written = 0; written < bytes.length;) written += writeSync(answerDescriptor, bytes, written);
  }
}
