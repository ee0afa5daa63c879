import { mkdir, open, stat, type FileHandle } from 'node:fs/promises';
import { CarrelError, faultPoint } from '@carrel/core';
import { syncFolder } from '../disk/sync-folder.ts';
import { encodeFrame, type JournalEntry } from './journal-frame.ts';
import { listSegments, prevOf, readSegment, segmentPath } from './journal-segments.ts';

/** Where the journal ends. */
export interface JournalTail {
  readonly shard: number;
  readonly seq: number;
  readonly leafHash: string;
}

/** The second place of the log: files that only grow, on another disk, each entry fsynced before its transaction is committed. */
export interface Journal {
  /** Reads where it ends, after a start and after a failure; a frame that a crash has cut off is removed. */
  tail(): Promise<JournalTail | null>;
  /**
   * Writes entries behind the end and waits for the disk. Those that are there already are left as they are.
   * @throws AUDIT_UNAVAILABLE when the disk refuses, AUDIT_LOG_DIVERGED when they do not go on from the end.
   */
  append(entries: readonly JournalEntry[]): Promise<void>;
  close(): Promise<void>;
}

/** A new file after so much: at the start only the last one is read. */
const maxSegmentBytes = 16 * 1024 * 1024;
const fileMode = 0o600;

interface OpenSegment {
  readonly file: FileHandle;
  readonly path: string;
  readonly shard: number;
  readonly endOffset: number;
}

export function openJournal(options: { readonly folder: string; readonly maxSegmentBytes?: number }): Journal {
  const { folder } = options;
  const limitBytes = options.maxSegmentBytes ?? maxSegmentBytes;
  let segment: OpenSegment | null = null;
  let tail: JournalTail | null = null;
  let isKnown = false;

  async function forget(): Promise<void> {
    isKnown = false;
    const open = segment;
    segment = null;
    await open?.file.close().catch(() => undefined);
  }

  /** What another process or a crash left behind is cut off only when it is no whole frame. */
  async function readEnd(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const last = (await listSegments(folder)).at(-1);
    tail = null;
    isKnown = true;
    if (last === undefined) return;
    const { entries, wholeBytes, totalBytes } = await readSegment(last);
    const file = await open(last.path, 'r+');
    segment = { file, path: last.path, shard: last.shard, endOffset: wholeBytes };
    if (wholeBytes < totalBytes) await file.truncate(wholeBytes);
    await file.sync();
    const end = entries.at(-1)?.entry ?? (await endBefore(last.path));
    tail = end === undefined ? null : { shard: end.shard, seq: end.seq, leafHash: end.leafHash };
  }

  /** A crash between the making of a file and its first frame leaves an empty one. */
  async function endBefore(path: string): Promise<JournalEntry['entry'] | undefined> {
    const before = (await listSegments(folder)).filter((one) => one.path < path).at(-1);
    return before === undefined ? undefined : (await readSegment(before)).entries.at(-1)?.entry;
  }

  async function segmentFor({ shard, seq }: JournalEntry['entry']): Promise<OpenSegment> {
    if (segment !== null && segment.shard === shard && segment.endOffset < limitBytes) return segment;
    await segment?.file.close();
    const path = segmentPath(folder, shard, seq);
    const file = await open(path, 'a+', fileMode);
    await syncFolder(folder);
    segment = { file, path, shard, endOffset: (await file.stat()).size };
    return segment;
  }

  async function write(entries: readonly JournalEntry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    const { file, path, shard, endOffset } = await segmentFor(first.entry);
    const { size, ino } = await file.stat();
    // The file may have been moved away under our hands, or its disk been unmounted: what is written then is in no journal.
    if ((await stat(path)).ino !== ino) throw diverged(`The journal ${path} is another file than before.`);
    if (size !== endOffset) throw diverged(`The journal ${path} has grown under another hand.`);
    const data = Buffer.concat(entries.map(encodeFrame));
    // In two parts, so that a test can end the process between them; to the disk it is one append.
    const half = Math.floor(data.length / 2);
    faultPoint('journal.before-write');
    await file.write(data.subarray(0, half), 0, half, endOffset);
    faultPoint('journal.mid-write');
    await file.write(data.subarray(half), 0, data.length - half, endOffset + half);
    faultPoint('journal.after-write');
    await file.datasync();
    faultPoint('journal.after-sync');
    segment = { file, path, shard, endOffset: endOffset + data.length };
  }

  return {
    async tail() {
      try {
        if (!isKnown) await readEnd();
        return tail;
      } catch (error) {
        await forget();
        throw unavailable(folder, error);
      }
    },
    async append(entries) {
      const end = await this.tail();
      const news = entries.filter(({ entry }) => end === null || isBehind(entry, end));
      const [first] = news;
      const lastKnown = entries.at(entries.length - news.length - 1);
      if (news.length < entries.length && end !== null && lastKnown?.entry.seq === end.seq && lastKnown.entry.leafHash !== end.leafHash)
        throw diverged(`The journal ends with another entry ${end.shard}/${end.seq} than the log.`);
      if (first === undefined) return;
      if (end !== null && prevOf(first) !== end.leafHash)
        throw diverged(
          `The entry ${first.entry.shard}/${first.entry.seq} does not go on from the end of the journal, ${end.shard}/${end.seq}.`,
        );
      try {
        // A file holds entries of one year.
        for (const shard of new Set(news.map(({ entry }) => entry.shard))) await write(news.filter(({ entry }) => entry.shard === shard));
      } catch (error) {
        await forget();
        throw error instanceof CarrelError ? error : unavailable(folder, error);
      }
      const { shard, seq, leafHash } = (news.at(-1) ?? first).entry;
      tail = { shard, seq, leafHash };
    },
    close: forget,
  };
}

function isBehind(entry: { readonly shard: number; readonly seq: number }, end: JournalTail): boolean {
  return entry.shard > end.shard || (entry.shard === end.shard && entry.seq > end.seq);
}

function diverged(message: string): CarrelError {
  return new CarrelError('AUDIT_LOG_DIVERGED', { message });
}

function unavailable(folder: string, cause: unknown): CarrelError {
  return new CarrelError('AUDIT_UNAVAILABLE', { message: `The journal in ${folder} cannot be written.`, cause });
}
