import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { CarrelError } from '@carrel/core';
import { InvalidRequestError } from '../http/invalid-request-error.ts';

/** A file of an upload, while its bytes arrive. */
export interface UploadPart {
  /** What the client calls the place: the `path` field before the file, or the file name. */
  readonly sentPath: string;
  /** To be read once, now, or left: what is not read is skipped. */
  readonly content: AsyncIterable<Uint8Array>;
}

export interface MultipartLimits {
  readonly maxFiles: number;
}

const maxFieldBytes = 8 * 1024;

/**
 * Reads a `multipart/form-data` body file by file; `onFile` of one file ends before that of the next begins. Nothing is
 * held in memory but the piece in passing.
 *
 * Resolves when the whole body has arrived and every file was taken. An error of `onFile` ends the reading.
 * @throws InvalidRequestError for another content type or too many files; UPLOAD_INCOMPLETE when the body ends early.
 */
export async function readMultipart(
  request: IncomingMessage,
  limits: MultipartLimits,
  onFile: (part: UploadPart) => Promise<void>,
): Promise<void> {
  const parser = createParser(request, limits);
  let sentPath: string | null = null;
  let isOverLimit = false;
  let isBroken = false;
  let ownFailure: Error | null = null;
  let last: Promise<void> = Promise.resolve();

  const fail = (error: unknown) => {
    ownFailure ??= error instanceof Error ? error : new Error('a file could not be taken');
    parser.destroy(ownFailure);
  };
  parser.on('field', (name, value, info) => {
    if (name === 'path') sentPath = info.valueTruncated ? '' : value;
  });
  parser.on('filesLimit', () => {
    isOverLimit = true;
  });
  parser.on('file', (_name, stream, info) => {
    const part = { sentPath: sentPath ?? info.filename ?? '', content: bytesOf(stream) };
    sentPath = null;
    // A file that waits for its turn when the connection breaks has nobody else yet who listens for its error.
    stream.on('error', () => {
      isBroken ||= ownFailure === null;
    });
    last = last.then(() => onFile(part)).then(() => void stream.resume());
    last.catch(fail);
  });

  try {
    await pipeline(request, parser);
    await last;
  } catch (error) {
    await last.catch(() => undefined);
    throw !isBroken && ownFailure ? ownFailure : new CarrelError('UPLOAD_INCOMPLETE', { cause: error });
  }
  if (isOverLimit) throw new InvalidRequestError([{ path: 'file', expected: `expected at most ${limits.maxFiles} files in one upload` }]);
}

function createParser(request: IncomingMessage, { maxFiles }: MultipartLimits): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      preservePath: true,
      defParamCharset: 'utf8',
      limits: { files: maxFiles, fields: maxFiles * 2, fieldSize: maxFieldBytes, fieldNameSize: 100, headerPairs: 100 },
    });
  } catch (error) {
    const invalid = new InvalidRequestError([{ path: '', expected: 'expected a body of type multipart/form-data' }]);
    invalid.cause = error;
    throw invalid;
  }
}

/** The stream as bytes, without ending it when the reader stops early: the parser waits until all of a file was taken. */
async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const piece of stream.iterator({ destroyOnReturn: false })) if (piece instanceof Uint8Array) yield piece;
}
