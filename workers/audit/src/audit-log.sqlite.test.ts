import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@carrel/runtime';
import { createRecordStore } from '@carrel/storage';
import { describeAuditLogContract } from '../../../test/support/contracts/audit-log-contract.ts';
import { createRecordingLogger } from '../../../test/support/fakes/recording-logger.ts';

describeAuditLogContract({
  name: 'SQLite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'carrel-audit-sqlite-'));
    return {
      open: () =>
        createRecordStore({ sqlitePath: join(folder, 'carrel.sqlite'), clock: systemClock, logger: createRecordingLogger().logger }),
      destroy: () => rm(folder, { recursive: true }),
    };
  },
});
