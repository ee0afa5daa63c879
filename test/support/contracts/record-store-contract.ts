import { afterAll, beforeAll, describe } from 'vitest';
import type { Clock, RecordStore } from '../../../packages/core/src/index.ts';
import type { SqlRecordStore } from '../../../packages/storage/src/create-record-store.ts';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock.ts';
import { describeAccess } from './record-store/access-contract.ts';
import { describeAnswers } from './record-store/answers-contract.ts';
import { describeAudit } from './record-store/audit-contract.ts';
import { describeAuditTree } from './record-store/audit-tree-contract.ts';
import { describeDocuments } from './record-store/documents-contract.ts';
import { describeEmbeddingIndexes } from './record-store/embedding-index-contract.ts';
import { describeIndexCare } from './record-store/index-care-contract.ts';
import { describeIndexRequests } from './record-store/index-requests-contract.ts';
import { describeScim } from './record-store/scim-contract.ts';
import { describeMail } from './record-store/mail-contract.ts';
import { describePasskeys } from './record-store/passkeys-contract.ts';
import { describePeople } from './record-store/people-contract.ts';
import { createWorld, type World } from './record-store/record-store-world.ts';
import { describeMatrix } from './record-store/matrix-contract.ts';
import { describeRetention } from './record-store/retention-contract.ts';
import { describeRights } from './record-store/rights-contract.ts';
import { describeSessions } from './record-store/sessions-contract.ts';
import { describeSignOn } from './record-store/sign-on-contract.ts';
import { describeSources } from './record-store/sources-contract.ts';
import { describeTransactions } from './record-store/transactions-contract.ts';
import { describeVersions } from './record-store/versions-contract.ts';

export interface RecordStoreContract {
  readonly name: string;
  /** Makes an empty place for the data, of which `open` gives independent views, as several processes have them. */
  create(): Promise<{ open(clock: Clock): Promise<SqlRecordStore>; destroy(): Promise<void> }>;
}

/** What every record store does, in the words of the port (`packages/core/src/ports/record-store.ts`). */
export function describeRecordStoreContract(contract: RecordStoreContract): void {
  describe(`record store: ${contract.name}`, () => {
    let shared:
      | { readonly store: RecordStore; readonly world: World; readonly clock: FakeClock; readonly open: () => Promise<RecordStore> }
      | undefined;
    let close = () => Promise.resolve();

    beforeAll(async () => {
      const place = await contract.create();
      const clock = createFakeClock();
      const store = await place.open(clock);
      let second: Promise<RecordStore> | undefined;
      shared = { store, world: createWorld(store), clock, open: () => (second ??= place.open(clock)) };
      close = async () => {
        await (await second)?.close();
        await store.close();
        await place.destroy();
      };
    }, 30_000);
    afterAll(() => close());

    const subject = () => {
      if (!shared) throw new Error('the store is only there inside a test');
      return shared;
    };

    describeTransactions(subject);
    describeVersions(subject);
    describeIndexRequests(subject);
    describeAccess(subject);
    describeRetention(subject);
    describeRights(subject);
    describeMatrix(subject);
    describeDocuments(subject);
    describeEmbeddingIndexes(subject);
    describeIndexCare(subject);
    describePeople(subject);
    describeMail(subject);
    describePasskeys(subject);
    describeScim(subject);
    describeSessions(subject);
    describeSignOn(subject);
    describeSources(subject);
    describeAnswers(subject);
    describeAudit(subject);
    describeAuditTree(subject);
  });
}
