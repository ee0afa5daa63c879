import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRecordStoreContract } from '../../../test/support/contracts/record-store-contract.ts';
import { createRecordingLogger } from '../../../test/support/fakes/recording-logger.ts';
import { createRecordStore } from './create-record-store.ts';

describeRecordStoreContract({
  name: 'SQLite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'carrel-sqlite-'));
    return {
      open: (clock) => createRecordStore({ sqlitePath: join(folder, 'carrel.db'), clock, logger: createRecordingLogger().logger }),
      destroy: () => rm(folder, { recursive: true }),
    };
  },
});
