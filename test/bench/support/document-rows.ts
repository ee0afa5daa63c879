import { createHash } from 'node:crypto';
import { type Logger, mediaTypes, type RecordStore, sha256Schema } from '@carrel/core';
import { createRandomIdSource, runtimePaths, systemClock } from '@carrel/runtime';
import { createRecordStore } from '@carrel/storage';

const silent: Logger = { info() {}, warn() {}, error() {}, child: () => silent };
/** Documents in one transaction. */
const batchSize = 500;
/** Every so many-th document could not be read: its row says why and is taller. */
const failedEvery = 97;

const subjects = [
  'Travel',
  'Vacation',
  'Warranty',
  'Purchasing',
  'Site safety',
  'Incident response',
  'Parental leave',
  'Data protection',
] as const;
const kinds = ['policy', 'report', 'minutes of the works council', 'instructions', 'data sheet', 'contract', 'price list'] as const;
const files = [
  { extension: 'pdf', mediaType: mediaTypes.pdf },
  { extension: 'docx', mediaType: mediaTypes.docx },
  { extension: 'xlsx', mediaType: mediaTypes.xlsx },
  { extension: 'md', mediaType: mediaTypes.markdown },
] as const;
const collectionNames = ['Handbook', 'Contracts', 'Projects', 'Quality'] as const;

/**
 * Fills a data folder with `count` rows of documents that everybody may read, as a list shows them: no text, no index. All but
 * a hundredth are published.
 */
export async function fillDocumentRows(dataDir: string, count: number): Promise<void> {
  const store = await createRecordStore({ clock: systemClock, logger: silent, sqlitePath: runtimePaths(dataDir).databaseFile });
  const ids = createRandomIdSource(systemClock);
  const place = await addPlace(store, ids);
  for (let from = 0; from < count; from += batchSize) {
    await store.transaction(async ({ documents, versions }) => {
      for (let index = from; index < Math.min(count, from + batchSize); index += 1) {
        const { document, version, isFailed } = rowOf(index, place, ids);
        await documents.create(document);
        await versions.create(version);
        if (!isFailed) await documents.activateVersion(document.id, version.id, version.createdAt);
        else {
          const lease = await versions.claim(version.id, 'bench', Date.now(), 60_000);
          const result = { reason: { code: 'EMPTY_TEXT', isRetryable: false } } as const;
          await versions.advance({ versionId: version.id, epoch: lease?.epoch ?? 0, from: 'stored', to: 'failed', result });
        }
      }
    });
  }
  await store.close();
}

async function addPlace(store: RecordStore, ids: ReturnType<typeof createRandomIdSource>) {
  const createdAt = new Date().toISOString();
  return store.transaction(async ({ access, collections }) => {
    const policy = await access.createPolicy({ id: ids.policyId(), name: 'Everyone here', label: 'internal', createdAt });
    await access.addGrant({ policyId: policy.id, principal: { kind: 'everyone' }, right: 'read', validFrom: createdAt, validTo: null });
    const made = [];
    for (const name of collectionNames)
      made.push(await collections.create({ id: ids.collectionId(), name, description: '', defaultPolicyId: policy.id, createdAt }));
    return { policyId: policy.id, collectionIds: made.map(({ id }) => id) };
  });
}

function rowOf(index: number, place: Awaited<ReturnType<typeof addPlace>>, ids: ReturnType<typeof createRandomIdSource>) {
  const subject = pick(subjects, index);
  const kind = pick(kinds, Math.floor(index / subjects.length));
  const { extension, mediaType } = pick(files, Math.floor(index / 3));
  const createdAt = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
  const isFailed = index % failedEvery === failedEvery - 1;
  const fileName = `${subject.toLowerCase().replaceAll(' ', '-')}-${index}.${extension}`;
  const document = {
    id: ids.documentId(),
    collectionId: pick(place.collectionIds, index),
    policyId: place.policyId,
    path: `${2000 + (index % 26)}/${kind.replaceAll(' ', '-')}/${fileName}`,
    title: `${subject}: ${kind}, number ${index}`,
    createdAt,
  };
  const version = {
    id: ids.versionId(),
    documentId: document.id,
    blobSha256: sha256Schema.parse(createHash('sha256').update(`${index}`).digest('hex')),
    sizeBytes: 10_000 + ((index * 7919) % 3_000_000),
    mediaType,
    fileName,
    state: isFailed ? ('stored' as const) : ('published' as const),
    createdAt,
  };
  return { document, version, isFailed };
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}
