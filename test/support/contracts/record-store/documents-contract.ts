import { beforeEach, describe, expect, it } from 'vitest';
import type { DocumentId, RecordStore, UserId } from '../../../../packages/core/src/index.ts';
import { aChunkId, ids, now, nowMs, sha256Of, startOfTime, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeDocuments(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  let reader: UserId;
  beforeEach(async () => {
    ({ store, world } = subject());
    reader = await world.aUser();
  });
  const readable = () => world.aPolicy([{ kind: 'user', userId: reader }]);

  describe('documents', () => {
    it('takes a path of a collection once among documents of its policy, and again after the deletion', async () => {
      const { collectionId, documentId, policyId } = await world.aDocument({ path: 'a/b.md' });
      await expect(world.aDocument({ collectionId, policyId, path: 'a/b.md' })).rejects.toMatchObject({ code: 'CONFLICT' });
      await world.aDocument({ policyId, path: 'a/b.md' });
      await store.read.documents.markDeleted(documentId, now);
      const second = await world.aDocument({ collectionId, policyId, path: 'a/b.md' });
      expect((await store.read.documents.findByPath(collectionId, 'a/b.md'))?.id).toBe(second.documentId);
    });

    it('finds at a path what the audience may read, the oldest first; documents of other policies do not take it', async () => {
      const { documents } = store.read;
      const [mine, alsoMine, theirs] = [await readable(), await readable(), await world.aPolicy()];
      const { collectionId, documentId } = await world.aDocument({ policyId: mine.id, path: 'plan.md', at: now });
      await world.aDocument({ collectionId, policyId: theirs.id, path: 'plan.md' });
      const older = await world.aDocument({ collectionId, policyId: alsoMine.id, path: 'plan.md' });
      const place = { collectionId, path: 'plan.md' };
      expect((await documents.listReadableAt(place, [reader], now)).map(({ id }) => id)).toEqual([older.documentId, documentId]);
      expect(await documents.listReadableAt({ ...place, path: 'other.md' }, [reader], now)).toEqual([]);
      expect(await documents.listReadableAt(place, [await world.aUser()], now)).toEqual([]);
      expect(await documents.listReadableAt(place, [], now)).toEqual([]);
    });

    it('is found with its newest version by who may read it, and by nobody else', async () => {
      const policy = await readable();
      const { documentId, versionId, collectionId } = await world.aDocument({ policyId: policy.id, title: 'Leave' });
      const newest = await world.aVersion(documentId, now);
      const collection = await store.read.collections.find(collectionId);
      const found = await store.read.documents.findReadable(documentId, [reader], now);
      expect(found).toMatchObject({
        document: { id: documentId, title: 'Leave', updatedAt: now, activeVersionId: null },
        newestVersion: { id: newest },
      });
      expect(found).toMatchObject({ collectionName: collection?.name, policyName: policy.name, progress: null });
      expect(newest).not.toBe(versionId);
      expect(await store.read.documents.findReadable(documentId, [await world.aUser()], now)).toBeNull();
      expect(await store.read.documents.findReadable(documentId, [], now)).toBeNull();
    });

    it('moves to another place, and the index finds it by the keys of every collection that it lay in', async () => {
      const { collections, documents } = store.read;
      const policy = await readable();
      const [first, second, third] = [await world.aCollection(), await world.aCollection(), await world.aCollection()];
      const { documentId } = await world.aDocument({ policyId: policy.id, collectionId: first.id, path: 'a/plan.md', title: 'plan.md' });
      await documents.move(documentId, { collectionId: second.id, path: 'a/plan.md' }, now);
      expect(await documents.move(documentId, { collectionId: third.id, path: 'b/other.md' }, now)).toBe(true);
      expect(await documents.move(documentId, { collectionId: third.id, path: 'b/other.md' }, now)).toBe(false);
      const found = await documents.findReadable(documentId, [reader], now);
      expect(found?.document).toMatchObject({ collectionId: third.id, path: 'b/other.md', title: 'other.md', updatedAt: now });
      expect(found?.collectionName).toBe(third.name);
      expect(await documents.findByPath(first.id, 'a/plan.md')).toBeNull();
      expect(await collections.indexKeys([third.id])).toEqual([first.key, second.key, third.key].toSorted((a, b) => a - b));
      expect(await collections.indexKeys([first.id])).toEqual([first.key]);
      expect(await collections.indexKeys([])).toEqual([]);
    });

    it('does not move onto another document, into a deleted collection, or when it is deleted itself', async () => {
      const { collections, documents } = store.read;
      const { documentId, collectionId, policyId } = await world.aDocument({ path: 'one.md' });
      await world.aDocument({ collectionId, policyId, path: 'two.md' });
      await expect(documents.move(documentId, { collectionId, path: 'two.md' }, now)).rejects.toMatchObject({ code: 'CONFLICT' });
      const gone = await world.aCollection();
      await collections.delete(gone.id);
      await expect(documents.move(documentId, { collectionId: gone.id, path: 'one.md' }, now)).rejects.toMatchObject({ code: 'CONFLICT' });
      await documents.markDeleted(documentId, now);
      expect(await documents.move(documentId, { collectionId, path: 'three.md' }, now)).toBe(false);
    });

    it('gives the facts of what is served, and of nothing else', async () => {
      const { id: collectionId } = await world.aCollection();
      const served = await world.aPublishedDocument({ collectionId });
      const [unserved, deleted] = [await world.aDocument(), await world.aPublishedDocument()];
      await store.read.documents.markDeleted(deleted.documentId, now);
      const [document, version, collection] = await Promise.all([
        store.read.documents.find(served.documentId),
        store.read.versions.find(served.versionId),
        store.read.collections.find(collectionId),
      ]);
      expect(await store.read.documents.factsOf([served.documentId, unserved.documentId, deleted.documentId])).toEqual([
        {
          documentId: served.documentId,
          collectionId,
          collectionName: collection?.name,
          mediaType: version?.mediaType,
          changedAt: document?.updatedAt,
        },
      ]);
      expect(await store.read.documents.factsOf([])).toEqual([]);
    });

    it('shows how far the work is while there is some', async () => {
      const policy = await readable();
      const { documentId, versionId } = await world.aDocument({ policyId: policy.id });
      const lease = await store.read.versions.claim(versionId, 'worker', nowMs, 1_000);
      await store.read.versions.setProgress(versionId, lease?.epoch ?? 0, { stage: 'embedding', done: 3, total: 9 });
      const progress = async () => (await store.read.documents.findReadable(documentId, [reader], now))?.progress;
      expect(await progress()).toEqual({ stage: 'embedding', done: 3, total: 9 });
      await store.read.versions.advance({
        versionId,
        epoch: lease?.epoch ?? 0,
        from: 'stored',
        to: 'failed',
        result: { reason: { code: 'EMPTY_TEXT', isRetryable: false } },
      });
      expect(await progress()).toBeNull();
    });

    it('is served from the moment its version is activated, and the newer version wins whatever ends first', async () => {
      const { documentId, versionId } = await world.aDocument();
      const newer = await world.aVersion(documentId);
      await store.read.documents.activateVersion(documentId, versionId, now);
      expect((await store.read.documents.find(documentId))?.activeVersionId).toBeNull();
      await world.publish(documentId, newer);
      expect((await store.read.documents.find(documentId))?.activeVersionId).toBe(newer);
      await world.publish(documentId, versionId);
      expect((await store.read.documents.find(documentId))?.activeVersionId).toBe(newer);
    });

    it('is gone when it is deleted: no method finds it, and work on it stops', async () => {
      const policy = await readable();
      const { documentId, versionId, collectionId } = await world.aDocument({ policyId: policy.id });
      const first = await world.publish(documentId, versionId);
      const second = await world.aVersion(documentId);
      const lease = await store.read.versions.claim(second, 'worker', nowMs, 1_000);
      expect(await store.read.documents.markDeleted(documentId, now)).toEqual([first.generation]);
      expect(await store.read.documents.markDeleted(documentId, now)).toEqual([]);
      expect(await store.read.documents.find(documentId)).toBeNull();
      expect(await store.read.documents.findByPath(collectionId, `${documentId}.txt`)).toBeNull();
      expect(await store.read.documents.findReadable(documentId, [reader], now)).toBeNull();
      expect(await store.read.versions.find(versionId)).toMatchObject({ state: 'deleted' });
      expect(await store.read.versions.advance({ versionId: second, epoch: lease?.epoch ?? 0, from: 'stored', to: 'parsing' })).toBe(false);
      expect(await store.read.chunks.listForVersion(versionId)).toEqual([]);
    });

    it('lists what the whole audience may read, newest change first, in pages without gaps or doubles', async () => {
      const [policy, hidden, collection] = [await readable(), await world.aPolicy(), await world.aCollection()];
      const expected: DocumentId[] = [];
      for (let index = 0; index < 7; index += 1) {
        const at = new Date(nowMs + Math.floor(index / 2) * 1_000).toISOString();
        expected.push((await world.aDocument({ policyId: policy.id, collectionId: collection.id, at })).documentId);
      }
      await world.aDocument({ policyId: hidden.id, collectionId: collection.id });
      const seen: DocumentId[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.read.documents.listReadable(
          { collectionIds: [collection.id] },
          { limit: 3, ...(cursor !== undefined && { cursor }) },
          [reader],
          now,
        );
        seen.push(...page.items.map((item) => item.document.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(new Set(seen)).toEqual(new Set(expected));
      expect(seen).toHaveLength(7);
      expect(expected.indexOf(seen[0] ?? ids.documentId())).toBe(6);
      const middle = await store.read.documents.listReadable({ collectionIds: [collection.id] }, { limit: 3, offset: 4 }, [reader], now);
      expect(middle.items.map((item) => item.document.id)).toEqual(seen.slice(4));
      expect(middle.nextCursor).toBeNull();
      const beyond = await store.read.documents.listReadable({ collectionIds: [collection.id] }, { limit: 3, offset: 7 }, [reader], now);
      expect(beyond).toEqual({ items: [], nextCursor: null });
      await expect(store.read.documents.listReadable({}, { limit: 3, cursor: 'nonsense' }, [reader], now)).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      });
    });

    it('filters by collection, state of the newest version, and part of title or path in any script', async () => {
      const [policy, collection] = [await readable(), await world.aCollection()];
      const place = { policyId: policy.id, collectionId: collection.id };
      const one = await world.aDocument({ ...place, title: 'ÜBERSTUNDEN 100%', path: 'a.md' });
      const two = await world.aDocument({ ...place, title: 'Travel', path: 'rules/Отпуск_2.md' });
      await world.publish(two.documentId, two.versionId);
      const list = async (filter: Parameters<typeof store.read.documents.listReadable>[0]) =>
        (await store.read.documents.listReadable({ collectionIds: [collection.id], ...filter }, { limit: 10 }, [reader], now)).items.map(
          (item) => item.document.id,
        );
      expect(await list({ text: 'überSTUNDEN 100%' })).toEqual([one.documentId]);
      expect(await list({ text: 'отпуск_2' })).toEqual([two.documentId]);
      expect(await list({ text: '%' })).toEqual([one.documentId]);
      expect(await list({ text: '_' })).toEqual([two.documentId]);
      expect(await list({ text: "'; drop table document; --" })).toEqual([]);
      expect(await list({ states: ['published'] })).toEqual([two.documentId]);
      expect(await list({ states: [] })).toEqual([]);
      expect(await store.read.documents.countByState({ collectionIds: [collection.id] }, [reader], now)).toEqual({
        stored: 1,
        published: 1,
      });
      await store.read.documents.setTitle(one.documentId, 'Arbeitszeit');
      expect(await list({ text: 'arbeitsZEIT' })).toEqual([one.documentId]);
      expect(await list({ text: 'überstunden' })).toEqual([]);
    });
  });

  describe('documents.listOutlines', () => {
    it('gives titles and headings of what is served and the audience may read at that moment', async () => {
      const [policy, hidden, collection] = [await readable(), await world.aPolicy(), await world.aCollection()];
      const place = { policyId: policy.id, collectionId: collection.id };
      const shown = await world.aDocument({ ...place, title: 'Travel', at: now });
      await world.publish(shown.documentId, shown.versionId, ['Trains.', 'Hotels.']);
      const older = await world.aPublishedDocument({ ...place, title: 'Old', at: startOfTime });
      await world.aDocument({ ...place, title: 'Not yet' });
      await world.aPublishedDocument({ collectionId: collection.id, policyId: hidden.id, title: 'Secret' });
      const outlines = (audience: readonly UserId[], limit = 10, at = now) =>
        store.read.documents.listOutlines({ collectionIds: [collection.id] }, limit, audience, at);
      const found = await outlines([reader]);
      expect(new Set(found.map(({ documentId }) => documentId))).toEqual(new Set([shown.documentId, older.documentId]));
      const travel = found.find(({ documentId }) => documentId === shown.documentId);
      expect(travel).toMatchObject({ title: 'Travel', collectionId: collection.id, collectionName: collection.name });
      expect(travel?.headings).toEqual([
        ['One', 'Two'],
        ['One', 'Two'],
      ]);
      expect(await outlines([reader], 1)).toEqual(found.slice(0, 1));
      expect(await outlines([reader, await world.aUser()])).toEqual([]);
      expect(await outlines([])).toEqual([]);
      expect(await store.read.documents.listOutlines({ collectionIds: [] }, 10, [reader], now)).toEqual([]);
      await store.read.documents.markDeleted(shown.documentId, now);
      expect((await outlines([reader])).map(({ documentId }) => documentId)).toEqual([older.documentId]);
    });
  });

  describe('documents.changesAfter', () => {
    const changes = (cursor: number, limit = 100) => store.read.documents.changesAfter(cursor, limit, [reader], now);

    it('gives each change of a document or of its newest version once, and ends where nothing changed', async () => {
      const policy = await readable();
      const start = await store.read.documents.currentChangeCursor();
      const { documentId, versionId } = await world.aDocument({ policyId: policy.id });
      const created = await changes(start);
      expect(created.changed.map((row) => row.document.id)).toEqual([documentId]);
      expect((await changes(created.cursor)).changed).toEqual([]);
      const lease = await store.read.versions.claim(versionId, 'worker', nowMs, 1_000);
      await store.read.versions.setProgress(versionId, lease?.epoch ?? 0, { stage: 'parsing', done: 0, total: 1 });
      const claimed = await changes(created.cursor);
      expect(claimed.changed.map((row) => row.progress?.stage)).toEqual(['parsing']);
      await store.read.versions.renew(versionId, lease?.epoch ?? 0, nowMs + 2_000);
      expect((await changes(claimed.cursor)).changed).toEqual([]);
      await store.read.documents.setTitle(documentId, 'New');
      expect((await changes(claimed.cursor)).changed.map((row) => row.document.title)).toEqual(['New']);
      await store.read.documents.markDeleted(documentId, now);
      expect(await changes(claimed.cursor)).toMatchObject({ changed: [], deletedIds: [documentId] });
    });

    it('goes on after a page, oldest change first, and passes over what the audience may not read', async () => {
      const [policy, hidden] = [await readable(), await world.aPolicy()];
      const start = await store.read.documents.currentChangeCursor();
      const expected = [];
      for (let index = 0; index < 5; index += 1) {
        await world.aDocument({ policyId: hidden.id });
        expected.push((await world.aDocument({ policyId: policy.id })).documentId);
      }
      const seen = [];
      let cursor = start;
      for (;;) {
        const page = await changes(cursor, 3);
        if (page.cursor === cursor) break;
        seen.push(...page.changed.map((row) => row.document.id));
        cursor = page.cursor;
      }
      expect(seen).toEqual(expected);
      expect((await store.read.documents.changesAfter(start, 100, [], now)).changed).toEqual([]);
    });

    it('misses nothing while several processes change documents at once', async () => {
      const policy = await readable();
      const stores = [store, await subject().open()];
      const collection = await world.aCollection();
      const start = await store.read.documents.currentChangeCursor();
      const created: DocumentId[] = [];
      const seen = new Set<DocumentId>();
      let isDone = false;
      const follow = async () => {
        let cursor = start;
        for (let rest = 2; rest > 0; rest -= isDone ? 1 : 0) {
          const page = await changes(cursor, 4);
          for (const row of page.changed) seen.add(row.document.id);
          cursor = page.cursor;
          if (isDone && page.changed.length > 0) rest += 1;
        }
      };
      const create = async (writer: RecordStore, index: number) => {
        const id = ids.documentId();
        await writer.transaction(async ({ documents, versions }) => {
          await documents.create({
            id,
            collectionId: collection.id,
            policyId: policy.id,
            path: `${id}-${index}`,
            title: '',
            createdAt: startOfTime,
          });
          await versions.create({
            id: ids.versionId(),
            documentId: id,
            blobSha256: sha256Of(id),
            sizeBytes: 1,
            mediaType: 'text/plain',
            fileName: 'x',
            state: 'stored',
            createdAt: startOfTime,
          });
        });
        created.push(id);
      };
      const following = follow();
      await Promise.all(Array.from({ length: 24 }, (_, index) => create(stores[index % 2] ?? store, index)));
      isDone = true;
      await following;
      expect(seen).toEqual(new Set(created));
    });
  });

  describe('collections', () => {
    it('is listed by name for whom its default policy or one of its documents is readable, counting what they may read', async () => {
      const [open, closed] = [await readable(), await world.aPolicy()];
      const [byPolicy, byDocument, neither] = [
        await world.aCollection(open.id),
        await world.aCollection(closed.id),
        await world.aCollection(closed.id),
      ];
      await world.aDocument({ collectionId: byDocument.id, policyId: open.id });
      await world.aDocument({ collectionId: byDocument.id, policyId: closed.id });
      await world.aDocument({ collectionId: neither.id, policyId: closed.id });
      const listed = await store.read.collections.listVisible([reader], now);
      expect(listed.map((one) => one.name)).toEqual(listed.map((one) => one.name).toSorted());
      expect(new Map(listed.map((one) => [one.id, one.documentCount]))).toEqual(
        new Map([
          [byPolicy.id, 0],
          [byDocument.id, 1],
        ]),
      );
      expect(await store.read.collections.listVisible([], now)).toEqual([]);
    });

    it('changes, and is deleted only when it is empty; then its name is free and no document can enter', async () => {
      const collection = await world.aCollection();
      const { documentId } = await world.aDocument({ collectionId: collection.id });
      expect(await store.read.collections.update(collection.id, { description: 'All of it' })).toEqual({
        ...collection,
        description: 'All of it',
      });
      expect(await store.read.collections.update(collection.id, {})).toMatchObject({ description: 'All of it' });
      expect(await store.read.collections.update(ids.collectionId(), { name: 'x' })).toBeNull();
      const another = await world.aCollection(collection.defaultPolicyId);
      await expect(store.read.collections.update(another.id, { name: collection.name })).rejects.toMatchObject({ code: 'CONFLICT' });
      const ofOtherPolicy = await world.aCollection();
      expect(await store.read.collections.update(ofOtherPolicy.id, { name: collection.name })).toMatchObject({ name: collection.name });
      await store.read.collections.update(ofOtherPolicy.id, { name: ofOtherPolicy.name });
      expect(await store.read.collections.delete(collection.id)).toBe(false);
      await store.read.documents.markDeleted(documentId, now);
      expect(await store.read.collections.delete(collection.id)).toBe(true);
      expect(await store.read.collections.find(collection.id)).toBeNull();
      expect(await store.read.collections.findByName(collection.name)).toBeNull();
      await expect(world.aDocument({ collectionId: collection.id })).rejects.toMatchObject({ code: 'CONFLICT' });
      await store.read.collections.create({ ...collection, id: ids.collectionId() });
    });
  });

  describe('chunks', () => {
    it('replaces what the version had, and gives it back exactly, by ordinal', async () => {
      const { versionId } = await world.aDocument();
      const chunk = (ordinal: number, text: string) => ({
        id: aChunkId(),
        ordinal,
        span: { start: ordinal, end: ordinal + text.length },
        text,
        headings: ['Ä', '𝔘'],
        page: ordinal === 0 ? null : ordinal,
        context: 'Title > Ä',
        textSha256: sha256Of(text),
      });
      await store.read.chunks.replaceForVersion(versionId, [chunk(0, 'old')]);
      const chunks = Array.from({ length: 1_201 }, (_, ordinal) => chunk(ordinal, `𝔘 text ${ordinal}\r\n`));
      await store.read.chunks.replaceForVersion(versionId, chunks.toReversed());
      expect(await store.read.chunks.listForVersion(versionId)).toEqual(chunks);
      expect(await store.read.chunks.listSpans(versionId)).toEqual(chunks.map(({ id, span }) => ({ id, span })));
      await store.read.chunks.replaceForVersion(versionId, chunks);
      expect(await store.read.chunks.listForVersion(versionId)).toHaveLength(1_201);
    });
  });

  describe('embeddingCache', () => {
    it('gives vectors back bit by bit, by text and model', async () => {
      const [model, texts] = [`model ${ids.policyId()}`, Array.from({ length: 1_100 }, (_, index) => sha256Of(String(index)))];
      const vector = (seed: number) => Float32Array.from({ length: 384 }, (_, index) => Math.fround(Math.sin(seed * 31 + index) / 7));
      const entries = texts.map((textSha256, index) => ({ textSha256, vector: vector(index) }));
      await store.read.embeddingCache.put(model, [...entries, ...entries.slice(0, 2)]);
      await store.read.embeddingCache.put(model, entries.slice(0, 3));
      const found = await store.read.embeddingCache.find(model, [...texts, sha256Of('unknown')]);
      expect(found).toEqual(new Map(entries.map((entry) => [entry.textSha256, entry.vector])));
      expect(await store.read.embeddingCache.find('another model', texts)).toEqual(new Map());
      expect(await store.read.embeddingCache.find(model, [])).toEqual(new Map());
    });
  });
}
