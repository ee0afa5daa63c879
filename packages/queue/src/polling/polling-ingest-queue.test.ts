import { versionIdSchema, type VersionId } from '@carrel/core';
import { describeIngestQueueContract } from '../../../../test/support/contracts/ingest-queue.ts';
import { createPollingIngestQueue } from './polling-ingest-queue.ts';

describeIngestQueueContract({
  name: 'SQL polling',
  sweepMs: 50,
  versionId: (number) => versionIdSchema.parse(`dv_${number.toString(16).padStart(32, '0')}`),
  async create() {
    const claimable: VersionId[] = [];
    const versions = { listClaimable: async (_nowMs: number, limit: number) => claimable.slice(0, limit) };
    const queue = createPollingIngestQueue({ versions, clock: { nowMs: () => 0, monotonicMs: () => 0 } }, { pollMs: 50 });
    return {
      queue,
      makeClaimable: async (versionId) => void claimable.push(versionId),
      claim: async (versionId) => void claimable.splice(claimable.indexOf(versionId), 1),
      close: () => queue.close(),
    };
  },
});
