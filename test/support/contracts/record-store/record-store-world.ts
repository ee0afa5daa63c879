import {
  chunkIdSchema,
  type ChunkId,
  type Collection,
  type CollectionId,
  createIdSource,
  type DocumentId,
  type GrantPrincipal,
  type IdSource,
  type Policy,
  type PolicyId,
  sha256Schema,
  type Sha256,
  type UserId,
  type VersionId,
} from '../../../../packages/core/src/index.ts';
import { createHash, randomBytes } from 'node:crypto';
import type { SqlRecordStore } from '../../../../packages/storage/src/create-record-store.ts';

export const startOfTime = '2026-01-01T00:00:00.000Z';
export const now = '2026-06-01T12:00:00.000Z';
export const nowMs = Date.parse(now);

export const sha256Of = (text: string): Sha256 => sha256Schema.parse(createHash('sha256').update(text).digest('hex'));
export const ids: IdSource = createIdSource(
  () => randomBytes(16),
  () => Date.now(),
);
export const aChunkId = (): ChunkId => chunkIdSchema.parse(`chk_${randomBytes(16).toString('hex')}`);
const aName = (what: string) => `${what} ${randomBytes(6).toString('hex')}`;

export interface PublishedDocument {
  readonly documentId: DocumentId;
  readonly versionId: VersionId;
  readonly generation: number;
  readonly chunkIds: readonly ChunkId[];
}

/** Short ways to the rows that a test is not about. Names and ids are new each time, so tests share a store in peace. */
/** A session as better-auth writes it. */
interface SessionRow {
  readonly lastSeenAt?: string;
  readonly expiresAt?: string;
  readonly method?: string | null;
  readonly isMultiFactor?: boolean;
}

export function createWorld(store: SqlRecordStore) {
  const { access, collections, documents, versions, chunks, identity } = store.read;

  const aUser = async (options: { readonly isActive?: boolean } = {}): Promise<UserId> => {
    const id = ids.userId();
    await identity.createUser({ id, name: aName('Reader'), email: `${id}@example.com`, createdAt: startOfTime });
    if (options.isActive === false) await identity.setActive(id, false);
    return id;
  };

  const aSession = async (
    userId: UserId,
    { lastSeenAt = now, expiresAt = new Date(nowMs + 60_000).toISOString(), method = 'password', isMultiFactor = false }: SessionRow,
  ): Promise<string> => {
    const id = `ses_${randomBytes(16).toString('hex')}`;
    const times = { createdAt: startOfTime, updatedAt: lastSeenAt, expiresAt, confirmedAt: null };
    const origin = { ipAddress: '192.0.2.1', userAgent: '' };
    const row = { id, userId, token: randomBytes(16).toString('hex'), ...times, ...origin, method, isMultiFactor };
    await store.kysely.insertInto('session').values(row).execute();
    return id;
  };

  const aPolicy = async (readers: readonly GrantPrincipal[] = []): Promise<Policy> => {
    const policy = await access.createPolicy({ id: ids.policyId(), name: aName('policy'), label: 'internal', createdAt: startOfTime });
    for (const principal of readers)
      await access.addGrant({ policyId: policy.id, principal, right: 'read', validFrom: startOfTime, validTo: null });
    return policy;
  };

  const aCollection = async (defaultPolicyId?: PolicyId): Promise<Collection> =>
    collections.create({
      id: ids.collectionId(),
      name: aName('collection'),
      description: '',
      defaultPolicyId: defaultPolicyId ?? (await aPolicy()).id,
      createdAt: startOfTime,
    });

  const aVersion = async (documentId: DocumentId, createdAt = startOfTime): Promise<VersionId> => {
    const id = ids.versionId();
    await versions.create({
      id,
      documentId,
      blobSha256: sha256Of(id),
      sizeBytes: 12,
      mediaType: 'text/plain',
      fileName: 'a.txt',
      state: 'stored',
      createdAt,
    });
    return id;
  };

  const aDocument = async (
    place: {
      readonly collectionId?: CollectionId;
      readonly policyId?: PolicyId;
      readonly path?: string;
      readonly title?: string;
      readonly at?: string;
    } = {},
  ) => {
    const id = ids.documentId();
    const collectionId = place.collectionId ?? (await aCollection()).id;
    const policyId = place.policyId ?? (await aPolicy()).id;
    const path = place.path ?? `${id}.txt`;
    await documents.create({ id, collectionId, policyId, path, title: place.title ?? path, createdAt: place.at ?? startOfTime });
    return { documentId: id, versionId: await aVersion(id, place.at), collectionId, policyId };
  };

  /** Claims and brings a version to `published`, with chunks of these texts; the lease is long gone afterwards. */
  const publish = async (
    documentId: DocumentId,
    versionId: VersionId,
    texts: readonly string[] = ['The text.'],
  ): Promise<PublishedDocument> => {
    const lease = await versions.claim(versionId, 'worker', nowMs, 60_000);
    if (!lease) throw new Error('the version could not be claimed');
    const { epoch } = lease;
    const chunkIds = texts.map(aChunkId);
    const rows = texts.map((text, ordinal) => ({
      id: chunkIds[ordinal] ?? aChunkId(),
      ordinal,
      span: { start: 0, end: text.length },
      text,
      headings: ['One', 'Two'],
      page: 1,
      location: { kind: 'rows', sheet: 'A', firstRow: ordinal + 1, lastRow: ordinal + 1, header: 'One | Two' } as const,
      context: 'Title',
      textSha256: sha256Of(text),
    }));
    const generation = await versions.nextGeneration();
    await store.transaction(async (inside) => {
      await inside.versions.advance({ versionId, epoch, from: 'stored', to: 'parsing' });
      await inside.chunks.replaceForVersion(versionId, rows);
      await inside.versions.advance({
        versionId,
        epoch,
        from: 'parsing',
        to: 'chunked',
        result: { chunkCount: rows.length, charCount: 10, pageCount: 1, validity: { effective: '2026-03-01', supersededBy: 'C' } },
      });
      await inside.versions.advance({ versionId, epoch, from: 'chunked', to: 'embedding' });
      await inside.versions.advance({ versionId, epoch, from: 'embedding', to: 'indexed', result: { generation } });
      await inside.versions.advance({ versionId, epoch, from: 'indexed', to: 'published', result: { publishedAt: now } });
      await inside.documents.activateVersion(documentId, versionId, now);
    });
    return { documentId, versionId, generation, chunkIds };
  };

  const aPublishedDocument = async (place: Parameters<typeof aDocument>[0] & { readonly texts?: readonly string[] } = {}) => {
    const { documentId, versionId } = await aDocument(place);
    return publish(documentId, versionId, place.texts);
  };

  return { aUser, aSession, aPolicy, aCollection, aDocument, aVersion, publish, aPublishedDocument, chunks, ids };
}

export type World = ReturnType<typeof createWorld>;
