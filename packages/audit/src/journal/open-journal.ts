import { mkdir } from 'node:fs/promises';
import { CarrelError } from '@carrel/core';
import type { JournalEntry } from './journal-frame.ts';
import { prevOf } from './journal-segments.ts';
import { comparePositions, type LogPosition } from './log-position.ts';
import { createSegment, openLastSegment, type SegmentFile } from './segment-file.ts';

/** Where the journal, or the log, ends. */
export interface JournalTail extends LogPosition {
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
const defaultSegmentBytes = 16 * 1024 * 1024;

export function openJournal(options: { readonly folder: string; readonly maxSegmentBytes?: number }): Journal {
  const { folder, maxSegmentBytes = defaultSegmentBytes } = options;
  let file: SegmentFile | null = null;
  /** Undefined: not known yet, or not any more. */
  let tail: JournalTail | null | undefined;

  async function forget(): Promise<void> {
    tail = undefined;
    const open = file;
    file = null;
    await open?.close();
  }

  /** Whatever fails, nothing is believed afterwards. */
  async function guarded<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      await forget();
      if (error instanceof CarrelError) throw error;
      throw new CarrelError('AUDIT_UNAVAILABLE', { message: `The journal in ${folder} cannot be written.`, cause: error });
    }
  }

  async function readEnd(): Promise<JournalTail | null> {
    if (tail !== undefined) return tail;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const last = await openLastSegment(folder);
    file = last.file;
    tail = last.end === null ? null : placeOf(last.end);
    return tail;
  }

  /** A file holds entries of one year. */
  async function write(entries: readonly JournalEntry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    if (file === null || file.shard !== first.entry.shard || file.sizeBytes >= maxSegmentBytes) {
      await file?.close();
      file = await createSegment(folder, first.entry);
    }
    await file.append(entries);
  }

  return {
    tail: () => guarded(readEnd),
    append: (entries) =>
      guarded(async () => {
        const end = await readEnd();
        const news = newEntries(entries, end);
        for (const shard of new Set(news.map(({ entry }) => entry.shard))) await write(news.filter(({ entry }) => entry.shard === shard));
        const last = news.at(-1);
        if (last !== undefined) tail = placeOf(last.entry);
      }),
    close: forget,
  };
}

function placeOf({ shard, seq, leafHash }: JournalTail): JournalTail {
  return { shard, seq, leafHash };
}

/** Those behind the end. @throws AUDIT_LOG_DIVERGED when they do not go on from it. */
function newEntries(entries: readonly JournalEntry[], end: JournalTail | null): readonly JournalEntry[] {
  if (end === null) return entries;
  const news = entries.filter(({ entry }) => comparePositions(entry, end) > 0);
  const known = entries.find(({ entry }) => comparePositions(entry, end) === 0);
  const isOther = known !== undefined && known.entry.leafHash !== end.leafHash;
  const [first] = news;
  if (isOther || (first !== undefined && prevOf(first) !== end.leafHash))
    throw new CarrelError('AUDIT_LOG_DIVERGED', {
      message: `The log does not go on from the end of the journal, ${end.shard}/${end.seq}.`,
    });
  return news;
}
