import { describe } from 'vitest';
import { describeRecordStoreContract } from '../../../test/support/contracts/record-store-contract.ts';
import { createRecordingLogger } from '../../../test/support/fakes/recording-logger.ts';
import { createTestDatabase, needsPostgres } from '../../../test/support/postgres.ts';
import { createRecordStore } from './create-record-store.ts';

describe.runIf(await needsPostgres())('on PostgreSQL', () => {
  describeRecordStoreContract({
    name: 'PostgreSQL',
    async create() {
      const { url, drop } = await createTestDatabase();
      return { open: (clock) => createRecordStore({ url, clock, logger: createRecordingLogger().logger }), destroy: drop };
    },
  });
});
