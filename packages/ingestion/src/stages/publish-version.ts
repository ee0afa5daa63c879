import type { ParsedDocument, VersionLease } from '@carrel/core';
import { isoTime, faultPoint } from '@carrel/core';
import { LeaseLostError } from '../lease-lost-error.ts';
import type { AppendReceipt, IngestDependencies } from '../ingest-dependencies.ts';
import { advance } from './advance.ts';
import type { IndexPlace } from './index-version.ts';

/** Makes the version what is served, in one transaction with its audit event. The version before it stops being served. */
export async function publishVersion(
  deps: IngestDependencies,
  input: {
    readonly lease: VersionLease;
    readonly place: IndexPlace;
    readonly parsed: ParsedDocument;
    readonly generation: number;
    readonly receipt: AppendReceipt;
  },
): Promise<void> {
  const { lease, place, parsed, generation, receipt } = input;
  const at = isoTime(deps.clock);
  faultPoint('publish.before-transaction');
  await deps.store.transaction(async (repositories) => {
    const document = await repositories.documents.find(place.document.id);
    if (document === null) throw new LeaseLostError('it was published: the document was deleted');
    await receipt.redeem(repositories);
    faultPoint('publish.after-receipt');
    const step = { versionId: lease.version.id, epoch: lease.epoch };
    await advance(repositories, { ...step, along: ['embedding', 'indexed'], result: { generation } });
    await advance(repositories, { ...step, along: ['indexed', 'published'], result: { publishedAt: at } });
    faultPoint('publish.after-states');
    if (parsed.title !== null && parsed.title.trim() !== '')
      await repositories.documents.setTitle(document.id, parsed.title.trim().slice(0, 300));
    await repositories.documents.activateVersion(document.id, lease.version.id, at);
    faultPoint('publish.after-activation');
    const version = await repositories.versions.find(lease.version.id);
    if (version === null) throw new LeaseLostError('it was published: the version is gone');
    await deps.record.published(repositories, { document, version, previousVersionId: document.activeVersionId });
    faultPoint('publish.before-commit');
  });
  faultPoint('publish.after-commit');
}
