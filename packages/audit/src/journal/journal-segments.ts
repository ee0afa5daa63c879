import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CarrelError, unlessMissing } from '@carrel/core';
import { decodeFrame, frameEnd, type JournalEntry } from './journal-frame.ts';
import { comparePositions, type LogPosition } from './log-position.ts';

/** A file of the journal, named by its first entry: `2026-000000184467.journal`. */
export interface JournalSegment {
  readonly path: string;
  readonly shard: number;
  readonly firstSeq: number;
}

const namePattern = /^(\d{4})-(\d{12})\.journal$/u;

export function segmentPath(folder: string, shard: number, firstSeq: number): string {
  return join(folder, `${shard}-${String(firstSeq).padStart(12, '0')}.journal`);
}

/** In the order of the log; none when there is no such folder. */
export async function listSegments(folder: string): Promise<readonly JournalSegment[]> {
  const names = await unlessMissing(readdir(folder), []);
  return names
    .flatMap((name) => {
      const [, shard, firstSeq] = namePattern.exec(name) ?? [];
      return shard === undefined ? [] : [{ path: join(folder, name), shard: Number(shard), firstSeq: Number(firstSeq) }];
    })
    .toSorted((left, right) => comparePositions(firstOf(left), firstOf(right)));
}

const firstOf = ({ shard, firstSeq }: JournalSegment): LogPosition => ({ shard, seq: firstSeq });

/** What a segment holds, and how many of its bytes are whole frames; behind them may lie one that was cut off by a crash. */
export async function readSegment(
  segment: JournalSegment,
): Promise<{ readonly entries: readonly JournalEntry[]; readonly wholeBytes: number; readonly totalBytes: number }> {
  const bytes = await readFile(segment.path);
  const entries: JournalEntry[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const frame = decodeFrame(bytes, offset);
    if (frame === 'torn') break;
    entries.push({ entry: frame.entry, sealed: frame.sealed });
    offset = frame.endOffset;
  }
  return { entries, wholeBytes: offset, totalBytes: bytes.length };
}

/** The last whole entry, without touching anything; null: there is none. */
export async function readJournalEnd(folder: string): Promise<JournalEntry['entry'] | null> {
  const segments = await listSegments(folder);
  for (const segment of segments.toReversed()) {
    const end = (await readSegment(segment)).entries.at(-1);
    if (end !== undefined) return end.entry;
  }
  return null;
}

/**
 * Whether something is wrong behind the last whole entry: more than a crash leaves there, which cuts one frame off.
 */
export async function hasDamagedEnd(folder: string): Promise<boolean> {
  const segments = await listSegments(folder);
  for (const segment of segments) {
    const { wholeBytes, totalBytes } = await readSegment(segment);
    if (wholeBytes === totalBytes) continue;
    const bytes = await readFile(segment.path);
    if (segment !== segments.at(-1) || frameEnd(bytes, wholeBytes) <= totalBytes) return true;
  }
  return false;
}

/**
 * The entries of a journal in order, from `from` on; all of them without it. Each must go on from the one before.
 * @throws AUDIT_LOG_DIVERGED when one is missing or damaged, unless it is the very last one, which a crash can cut off.
 */
export async function* readJournal(folder: string, from?: LogPosition): AsyncGenerator<JournalEntry, undefined> {
  const segments = await listSegments(folder);
  const start =
    from === undefined
      ? 0
      : Math.max(
          0,
          segments.findLastIndex((one) => comparePositions(firstOf(one), from) <= 0),
        );
  let prev: string | null = null;
  for (const segment of segments.slice(start)) {
    const { entries, wholeBytes, totalBytes } = await readSegment(segment);
    if (wholeBytes < totalBytes && segment !== segments.at(-1)) throw damaged(segment.path);
    for (const item of entries) {
      if (prev !== null && prevOf(item) !== prev) throw damaged(segment.path);
      prev = item.entry.leafHash;
      if (from === undefined || comparePositions(item.entry, from) >= 0) yield item;
    }
  }
  return undefined;
}

/** The hash of the entry before, as the leaf says it. */
export function prevOf({ entry }: Pick<JournalEntry, 'entry'>): string {
  const leaf: unknown = JSON.parse(Buffer.from(entry.leaf).toString('utf8'));
  return typeof leaf === 'object' && leaf !== null && 'prev' in leaf && typeof leaf.prev === 'string' ? leaf.prev : '';
}

function damaged(path: string): CarrelError {
  return new CarrelError('AUDIT_LOG_DIVERGED', { message: `The journal ${path} is damaged: an entry does not go on from the one before.` });
}
