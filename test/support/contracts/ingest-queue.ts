import type { IngestQueue, VersionId } from '@carrel/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** What the contract needs beside the queue: a way to make versions claimable and to take them away. */
export interface QueueUnderTest {
  readonly queue: IngestQueue;
  /** Makes the version claimable in SQL, without telling the queue. */
  makeClaimable(versionId: VersionId): Promise<void>;
  /** Somebody claims it: it must not be given again. */
  claim(versionId: VersionId): Promise<void>;
  close(): Promise<void>;
}

/** Every ingest queue: SQL polling now, others later. `sweepMs`: the longest time until unannounced work is found. */
export function describeIngestQueueContract(subject: {
  readonly name: string;
  readonly sweepMs: number;
  readonly create: () => Promise<QueueUnderTest>;
  readonly versionId: (number: number) => VersionId;
}): void {
  const { versionId } = subject;
  describe(`ingest queue: ${subject.name}`, () => {
    let under: QueueUnderTest;
    beforeEach(async () => {
      under = await subject.create();
    });
    afterEach(() => under.close());
    const take = (maxVersions = 10, signal = AbortSignal.timeout(subject.sweepMs * 10)) => under.queue.take({ maxVersions, signal });

    test('gives what was announced', async () => {
      const taking = take();
      await under.makeClaimable(versionId(1));
      await under.queue.announce([versionId(1)]);
      expect(await taking).toEqual([versionId(1)]);
    });

    test('finds what was never announced', async () => {
      await under.makeClaimable(versionId(1));
      expect(await take()).toEqual([versionId(1)]);
    });

    test('an announcement of nothing that can be claimed gives nothing', async () => {
      await under.queue.announce([versionId(9)]);
      expect(await take(10, AbortSignal.timeout(subject.sweepMs * 2))).toEqual([]);
    });

    test('gives no more than was asked for, oldest first', async () => {
      for (const number of [1, 2, 3]) await under.makeClaimable(versionId(number));
      expect(await take(2)).toEqual([versionId(1), versionId(2)]);
    });

    test('does not give what somebody has claimed', async () => {
      await under.makeClaimable(versionId(1));
      await under.makeClaimable(versionId(2));
      await under.claim(versionId(1));
      expect(await take()).toEqual([versionId(2)]);
    });

    test('ends at once when the signal aborts', async () => {
      const stop = new AbortController();
      const taking = take(10, stop.signal);
      const startedMs = performance.now();
      stop.abort();
      expect(await taking).toEqual([]);
      expect(performance.now() - startedMs).toBeLessThan(subject.sweepMs);
    });

    test('ends when the queue is closed', async () => {
      const taking = take(10, new AbortController().signal);
      await under.queue.close();
      expect(await taking).toEqual([]);
    });
  });
}
