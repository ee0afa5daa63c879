import { isoTime, type Document, type QueuePlace, type Repositories, type SourceEntry, type VersionId } from '@carrel/core';
import type { ReceivedItem } from './receive-item.ts';
import type { SyncDependencies, SyncInput } from './source-sync.ts';

type StoredItem = Extract<ReceivedItem, { type: 'stored' }>;
type Outcome = 'added' | 'changed' | 'moved' | 'unchanged' | 'failed';

/** Files that are gone, by digest: what turns up elsewhere with the same bytes was moved. Taken out as they are found again. */
export type GoneFiles = Map<string, SourceEntry[]>;

export interface Accepted {
  readonly outcomes: readonly Outcome[];
  readonly announced: readonly VersionId[];
  /** Entries under which files were known before they were moved. */
  readonly movedFrom: readonly SourceEntry[];
}

/** Makes received files into documents and versions, in the transaction that it is given, with what is known of them. */
export async function acceptItems(
  transaction: Repositories,
  deps: SyncDependencies,
  {
    input,
    received,
    gone,
    placeOf,
  }: {
    readonly input: SyncInput;
    readonly received: readonly ReceivedItem[];
    readonly gone: GoneFiles;
    /** Where the version of an item stands in the order of work. */
    readonly placeOf: (item: ReceivedItem) => QueuePlace | undefined;
  },
): Promise<Accepted> {
  const outcomes: Outcome[] = [];
  const announced: VersionId[] = [];
  const movedFrom: SourceEntry[] = [];
  const entries: SourceEntry[] = [];
  const taken = new Set<SourceEntry>();
  for (const one of received) {
    if (one.type === 'later') continue;
    const { path, stamp, volume } = one.fresh.item;
    if (one.type === 'refused') {
      // A document whose file can no longer be taken keeps what it was made of.
      const known = one.fresh.entry;
      entries.push({ path, stamp, volume, sha256: known?.sha256 ?? null, documentId: known?.documentId ?? null, refusal: one.code });
      outcomes.push('failed');
      continue;
    }
    const former = one.fresh.entry === null ? findMoved(gone, one, taken) : null;
    const accepted = await acceptItem(transaction, deps, { input, item: one, former, queue: placeOf(one) });
    if (accepted.outcome === 'moved' && former !== null) {
      taken.add(former);
      movedFrom.push(former);
    }
    outcomes.push(accepted.outcome);
    if (accepted.versionId !== null) announced.push(accepted.versionId);
    entries.push({ path, stamp, volume, sha256: one.blob.sha256, documentId: accepted.documentId, refusal: accepted.refusal });
  }
  const { source } = input.state;
  await transaction.sources.deleteEntries(
    source.id,
    movedFrom.map(({ path }) => path),
  );
  await transaction.sources.putEntries(source.id, entries);
  return { outcomes, announced, movedFrom };
}

/** One of the same bytes that is gone, one of the same file name before others. */
function findMoved(gone: GoneFiles, item: StoredItem, taken: ReadonlySet<SourceEntry>): SourceEntry | null {
  const candidates = (gone.get(item.blob.sha256) ?? []).filter((entry) => !taken.has(entry) && entry.documentId !== null);
  return candidates.find(({ path }) => path.endsWith(`/${item.fileName}`) || path === item.fileName) ?? candidates[0] ?? null;
}

interface AcceptedItem {
  readonly outcome: Outcome;
  readonly documentId: Document['id'] | null;
  readonly versionId: VersionId | null;
  readonly refusal: 'NAME_TAKEN' | null;
}

async function acceptItem(
  transaction: Repositories,
  deps: SyncDependencies,
  {
    input,
    item,
    former,
    queue,
  }: {
    readonly input: SyncInput;
    readonly item: StoredItem;
    readonly former: SourceEntry | null;
    readonly queue: QueuePlace | undefined;
  },
): Promise<AcceptedItem> {
  const { source } = input.state;
  const known = item.fresh.entry?.documentId ?? null;
  const own = known === null ? null : await transaction.documents.find(known);
  if (own !== null) return renewDocument(transaction, deps, { input, item, document: own, queue });
  const there = await transaction.documents.findByPath(source.collectionId, item.path);
  if (there !== null) {
    const owner = await transaction.sources.findOwner(there.id);
    if (owner !== null && owner !== source.id) return { outcome: 'failed', documentId: null, versionId: null, refusal: 'NAME_TAKEN' };
    return renewDocument(transaction, deps, { input, item, document: there, queue });
  }
  const moved = former?.documentId ? await transaction.documents.find(former.documentId) : null;
  if (moved !== null) return moveDocument(transaction, deps, { input, item, document: moved });
  return addDocument(transaction, deps, { input, item, queue });
}

async function moveDocument(
  transaction: Repositories,
  deps: SyncDependencies,
  { input, item, document }: { readonly input: SyncInput; readonly item: StoredItem; readonly document: Document },
): Promise<AcceptedItem> {
  const place = { collectionId: document.collectionId, path: item.path };
  if (await transaction.documents.move(document.id, place, isoTime(deps.clock))) {
    const previous = { collectionId: document.collectionId, path: document.path };
    await deps.audit.record(transaction, input.actor, { type: 'document.moved', documentId: document.id, previous, place });
  }
  return { outcome: 'moved', documentId: document.id, versionId: null, refusal: null };
}

async function addDocument(
  transaction: Repositories,
  deps: SyncDependencies,
  { input, item, queue }: { readonly input: SyncInput; readonly item: StoredItem; readonly queue: QueuePlace | undefined },
): Promise<AcceptedItem> {
  const { source } = input.state;
  const collection = await transaction.collections.find(source.collectionId);
  if (collection === null) throw new TypeError('The collection of a source was deleted.');
  const policyId = source.policyId ?? collection.defaultPolicyId;
  const documentId = deps.ids.documentId();
  const createdAt = isoTime(deps.clock);
  await transaction.documents.create({
    id: documentId,
    collectionId: collection.id,
    policyId,
    path: item.path,
    title: item.fileName,
    createdAt,
  });
  const versionId = await createVersion(transaction, deps, { documentId, item, createdAt, queue });
  await deps.audit.record(transaction, input.actor, {
    type: 'document.uploaded',
    documentId,
    versionId,
    collectionId: collection.id,
    policyId,
    file: fileFacts(item),
  });
  return { outcome: 'added', documentId, versionId, refusal: null };
}

/** Other bytes are a new version; the same ones change nothing, unless the last attempt with them failed. */
async function renewDocument(
  transaction: Repositories,
  deps: SyncDependencies,
  {
    input,
    item,
    document,
    queue,
  }: { readonly input: SyncInput; readonly item: StoredItem; readonly document: Document; readonly queue: QueuePlace | undefined },
): Promise<AcceptedItem> {
  const documentId = document.id;
  const [newest] = await transaction.versions.listForDocument(documentId);
  if (newest?.blobSha256 === item.blob.sha256) {
    const isTriedAgain = newest.state === 'failed' && (await transaction.versions.retry(newest.id));
    if (!isTriedAgain) return { outcome: 'unchanged', documentId, versionId: null, refusal: null };
    await deps.audit.record(transaction, input.actor, { type: 'document.retried', documentId, versionId: newest.id });
    return { outcome: 'changed', documentId, versionId: newest.id, refusal: null };
  }
  const versionId = await createVersion(transaction, deps, { documentId, item, createdAt: isoTime(deps.clock), queue });
  await deps.audit.record(transaction, input.actor, {
    type: 'document.replaced',
    documentId,
    versionId,
    collectionId: document.collectionId,
    previousVersionId: document.activeVersionId,
    file: fileFacts(item),
  });
  return { outcome: 'changed', documentId, versionId, refusal: null };
}

async function createVersion(
  transaction: Repositories,
  deps: SyncDependencies,
  {
    documentId,
    item,
    createdAt,
    queue,
  }: { readonly documentId: Document['id']; readonly item: StoredItem; readonly createdAt: string; readonly queue: QueuePlace | undefined },
): Promise<VersionId> {
  const id = deps.ids.versionId();
  const { blob, mediaType, fileName } = item;
  const file = { blobSha256: blob.sha256, sizeBytes: blob.sizeBytes, mediaType, fileName };
  await transaction.versions.create({ id, documentId, ...file, state: 'stored', createdAt, ...(queue && { queue }) });
  return id;
}

function fileFacts({ path, fileName, blob, mediaType }: StoredItem) {
  return { path, fileName, sha256: blob.sha256, sizeBytes: blob.sizeBytes, mediaType };
}
