import { open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CarrelError, isCarrelError } from '@carrel/core';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { z } from 'zod';
import { followRedirects } from './follow-redirects.ts';

export interface DownloadDeps {
  readonly dispatcher: Dispatcher;
  /** Free bytes of the disk that a path is on. */
  readonly freeBytes?: (path: string) => Promise<number>;
}

export interface DownloadOptions {
  readonly url: URL;
  /** What is there already is gone on with, and grows until the file is whole. */
  readonly partPath: string;
  /** Size that the catalogue knows; null: the server's word is taken. */
  readonly sizeBytes: number | null;
  /** No model is larger: where the server says no size, the body is cut off here. */
  readonly mostBytes: number;
  /** Hosts that a redirect may lead to, beside the source's own; subdomains included. */
  readonly redirectHosts: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void;
}

/** Attempts that bring nothing new, one after the other, until a source is given up. */
const fruitlessAttempts = 5;
const attemptPauseMs = 200;
const silenceMs = 30_000;
/** Stays free for the database and the log: without them Carrel gives no answers. */
const reservedBytes = 512 * 1024 * 1024;

const noteSchema = z.object({ url: z.string(), etag: z.string().nullable(), totalBytes: z.int().nullable() });
type Note = z.infer<typeof noteSchema>;

/**
 * Downloads a file over HTTP, going on where an earlier attempt was cut off. What arrives is not trusted: the caller hashes it.
 * @throws MODEL_SOURCE_FAILED, MODEL_SOURCE_REDIRECTED, MODEL_SIZE_WRONG, DISK_FULL; the signal's reason.
 */
export async function downloadFile(deps: DownloadDeps, options: DownloadOptions): Promise<void> {
  for (let fruitless = 0; ;) {
    options.signal.throwIfAborted();
    const beforeBytes = await sizeOf(options.partPath);
    try {
      await attempt(deps, options, beforeBytes);
      return;
    } catch (error) {
      options.signal.throwIfAborted();
      if (isFinal(error)) throw error;
      fruitless = (await sizeOf(options.partPath)) > beforeBytes ? 0 : fruitless + 1;
      if (fruitless >= fruitlessAttempts) throw sourceFailed(options.url, error);
      await sleep(attemptPauseMs, undefined, { signal: options.signal });
    }
  }
}

async function attempt(deps: DownloadDeps, options: DownloadOptions, haveBytes: number): Promise<void> {
  const note = haveBytes > 0 ? await readNote(options.partPath) : null;
  const canResume = note !== null && note.url === options.url.href && note.etag !== null;
  const headers = canResume ? { range: `bytes=${haveBytes}-`, 'if-range': note.etag ?? '' } : {};
  const response = await followRedirects(options.url, options.redirectHosts, async (url) =>
    request(url, {
      dispatcher: deps.dispatcher,
      headers: { 'accept-encoding': 'identity', ...headers },
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
      signal: options.signal,
    }),
  );
  const place = placeOf(response, haveBytes);
  if (place.kind === 'whole') return response.body.dump();
  if (place.kind === 'failed') {
    await response.body.dump();
    throw new CarrelError('MODEL_SOURCE_FAILED', { message: `${options.url.host} answered with status ${response.statusCode}` });
  }
  try {
    await checkSize(deps, options, place);
  } catch (error) {
    // Nobody reads this body: its connection would stay open as long as the server likes.
    response.body.on('error', () => undefined).destroy();
    throw error;
  }
  const etag = response.headers['etag'];
  await writeNote(options.partPath, { url: options.url.href, etag: typeof etag === 'string' ? etag : null, totalBytes: place.totalBytes });
  await writeBody(response.body, options, place);
}

type Response = Awaited<ReturnType<typeof request>>;
interface BodyPlace {
  readonly kind: 'body';
  readonly startBytes: number;
  readonly totalBytes: number | null;
}

/** Where the body belongs in the file. */
function placeOf(response: Response, haveBytes: number): BodyPlace | { readonly kind: 'whole' } | { readonly kind: 'failed' } {
  const length = Number(response.headers['content-length'] ?? Number.NaN);
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(String(response.headers['content-range'] ?? ''));
  if (response.statusCode === 416 && Number(range?.[2]) === haveBytes) return { kind: 'whole' };
  if (response.statusCode === 206 && range !== null && Number(range[1]) === haveBytes)
    return { kind: 'body', startBytes: haveBytes, totalBytes: Number(range[2]) };
  if (response.statusCode === 200) return { kind: 'body', startBytes: 0, totalBytes: Number.isNaN(length) ? null : length };
  return { kind: 'failed' };
}

async function checkSize(deps: DownloadDeps, { sizeBytes, mostBytes, partPath, url }: DownloadOptions, place: BodyPlace): Promise<void> {
  const { totalBytes } = place;
  if (sizeBytes !== null && totalBytes !== null && totalBytes !== sizeBytes)
    throw wrongSize(`${url.host} has a file of ${totalBytes} bytes; the catalogue says ${sizeBytes}`);
  if (totalBytes !== null && totalBytes > mostBytes)
    throw wrongSize(`${url.host} has a file of ${totalBytes} bytes; at most ${mostBytes} are possible`);
  const neededBytes = (totalBytes ?? sizeBytes ?? 0) - place.startBytes;
  const free = await (deps.freeBytes ?? freeBytesOf)(partPath);
  if (neededBytes + reservedBytes > free)
    throw new CarrelError('DISK_FULL', {
      message: `the file needs ${neededBytes} bytes, and ${reservedBytes} stay free; the disk has ${free}`,
    });
}

async function writeBody(body: AsyncIterable<Uint8Array>, options: DownloadOptions, place: BodyPlace): Promise<void> {
  const limitBytes = place.totalBytes ?? options.sizeBytes ?? options.mostBytes;
  const file = await open(options.partPath, place.startBytes > 0 ? 'r+' : 'w', 0o600);
  let doneBytes = place.startBytes;
  try {
    for await (const piece of body) {
      if (doneBytes + piece.byteLength > limitBytes) throw wrongSize(`${options.url.host} sent more than ${limitBytes} bytes`);
      await writePiece(file, piece, doneBytes);
      doneBytes += piece.byteLength;
      options.onProgress(doneBytes, place.totalBytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (place.totalBytes !== null && doneBytes !== place.totalBytes)
    throw new CarrelError('MODEL_SOURCE_FAILED', {
      message: `${options.url.host} closed the connection at ${doneBytes} of ${place.totalBytes} bytes`,
    });
}

async function writePiece(file: FileHandle, piece: Uint8Array, position: number): Promise<void> {
  try {
    await file.write(piece, 0, piece.byteLength, position);
  } catch (cause) {
    const isFull = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
    throw isFull ? new CarrelError('DISK_FULL', { message: 'the disk became full while the model was downloaded', cause }) : cause;
  }
}

/** Another attempt would end the same way. */
function isFinal(error: unknown): boolean {
  return isCarrelError(error) && error.code !== 'MODEL_SOURCE_FAILED';
}

function wrongSize(message: string): CarrelError {
  return new CarrelError('MODEL_SIZE_WRONG', { message });
}

function sourceFailed(url: URL, cause: unknown): CarrelError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CarrelError('MODEL_SOURCE_FAILED', { message: `${url.host} gave no whole file: ${why}`, cause });
}

async function freeBytesOf(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(dirname(path));
  return bavail * bsize;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

async function readNote(partPath: string): Promise<Note | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(`${partPath}.json`, 'utf8')));
  } catch {
    return null;
  }
}

async function writeNote(partPath: string, note: Note): Promise<void> {
  await writeFile(`${partPath}.json`, JSON.stringify(note), { mode: 0o600 });
}

/** Removes a part and what is known of it. */
export async function removePart(partPath: string): Promise<void> {
  await Promise.all([rm(partPath, { force: true }), rm(`${partPath}.json`, { force: true })]);
}
