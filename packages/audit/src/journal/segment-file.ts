import { open, stat, type FileHandle } from 'node:fs/promises';
import { CarrelError, faultPoint } from '@carrel/core';
import { syncFolder } from '../disk/sync-folder.ts';
import { encodeFrame, type JournalEntry } from './journal-frame.ts';
import { listSegments, readSegment, segmentPath, type JournalSegment } from './journal-segments.ts';

const fileMode = 0o600;

/** The file at the end of the journal. Only ever written behind its end. */
export interface SegmentFile {
  readonly shard: number;
  readonly sizeBytes: number;
  /** Appends frames and waits for the disk. @throws AUDIT_LOG_DIVERGED when it is another file, or has grown, since. */
  append(entries: readonly JournalEntry[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the last file as a crash has left it: a frame that was cut off is removed. Gives the last entry that is whole. */
export async function openLastSegment(
  folder: string,
): Promise<{ readonly file: SegmentFile | null; readonly end: JournalEntry['entry'] | null }> {
  const segments = await listSegments(folder);
  const last = segments.at(-1);
  if (last === undefined) return { file: null, end: null };
  const { entries, wholeBytes, totalBytes } = await readSegment(last);
  const handle = await open(last.path, 'r+');
  if (wholeBytes < totalBytes) await handle.truncate(wholeBytes);
  await handle.sync();
  const end = entries.at(-1) ?? (await lastOf(segments.at(-2)));
  return { file: segmentFile(handle, { path: last.path, shard: last.shard, endOffset: wholeBytes }), end: end?.entry ?? null };
}

/** A crash between the making of a file and its first frame leaves an empty one. */
async function lastOf(segment: JournalSegment | undefined): Promise<JournalEntry | undefined> {
  return segment === undefined ? undefined : (await readSegment(segment)).entries.at(-1);
}

/** The file that begins with this entry. */
export async function createSegment(folder: string, first: { readonly shard: number; readonly seq: number }): Promise<SegmentFile> {
  const path = segmentPath(folder, first.shard, first.seq);
  const handle = await open(path, 'a+', fileMode);
  await syncFolder(folder);
  return segmentFile(handle, { path, shard: first.shard, endOffset: (await handle.stat()).size });
}

function segmentFile(
  handle: FileHandle,
  start: { readonly path: string; readonly shard: number; readonly endOffset: number },
): SegmentFile {
  const { path, shard } = start;
  let endOffset = start.endOffset;

  async function requireSame(): Promise<void> {
    const { size, ino } = await handle.stat();
    // It may have been moved away under our hands, or its disk been unmounted: what is written then is in no journal.
    if ((await stat(path)).ino !== ino) throw diverged(`The journal ${path} is another file than before.`);
    if (size !== endOffset) throw diverged(`The journal ${path} has grown under another hand.`);
  }

  return {
    shard,
    get sizeBytes() {
      return endOffset;
    },
    async append(entries) {
      await requireSame();
      const data = Buffer.concat(entries.map(encodeFrame));
      // In two parts, so that a test can end the process between them; to the disk it is one append.
      const half = Math.floor(data.length / 2);
      faultPoint('journal.before-write');
      await handle.write(data.subarray(0, half), 0, half, endOffset);
      faultPoint('journal.mid-write');
      await handle.write(data.subarray(half), 0, data.length - half, endOffset + half);
      faultPoint('journal.after-write');
      await handle.datasync();
      faultPoint('journal.after-sync');
      endOffset += data.length;
    },
    close: () => handle.close().catch(() => undefined),
  };
}

function diverged(message: string): CarrelError {
  return new CarrelError('AUDIT_LOG_DIVERGED', { message });
}
