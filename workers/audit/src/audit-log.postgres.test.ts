import { systemClock } from '@carrel/runtime';
import { createRecordStore } from '@carrel/storage';
import { describe } from 'vitest';
import { describeAuditLogContract } from '../../../test/support/contracts/audit-log-contract.ts';
import { createRecordingLogger } from '../../../test/support/fakes/recording-logger.ts';
import { createTestDatabase, needsPostgres } from '../../../test/support/postgres.ts';

describe.runIf(await needsPostgres())('on PostgreSQL', () => {
  describeAuditLogContract({
    name: 'PostgreSQL',
    async create() {
      const { url, drop } = await createTestDatabase();
      return { open: () => createRecordStore({ url, clock: systemClock, logger: createRecordingLogger().logger }), destroy: drop };
    },
  });
});
