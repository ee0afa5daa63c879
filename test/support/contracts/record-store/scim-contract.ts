import { describe, expect, it } from 'vitest';
import type { ScimResource } from '../../../../packages/core/src/index.ts';
import { now, startOfTime } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeScim(subject: RecordStoreSubject): void {
  const aResource = async (change: Partial<ScimResource> = {}): Promise<ScimResource> => ({
    providerId: await subject().world.aUser(),
    kind: 'user',
    localId: await subject().world.aUser(),
    externalId: 'external-1',
    userName: 'Mara@Example.com',
    givenName: 'Given',
    familyName: null,
    createdAt: startOfTime,
    updatedAt: startOfTime,
    deletedAt: null,
    ...change,
  });

  describe('what identity providers keep by SCIM', () => {
    it('is found by its provider alone: by id, by the name of the provider, and by user name without regard to case', async () => {
      const { scim } = subject().store.read;
      const resource = await aResource();
      await scim.save(resource);
      const { providerId, localId } = resource;
      for (const match of [{ localId }, { externalId: 'external-1' }, { userName: 'mara@example.COM' }, {}])
        expect(await scim.find(providerId, 'user', match)).toEqual(resource);
      expect(await scim.find(providerId, 'group', { localId })).toBeNull();
      expect(await scim.find(await subject().world.aUser(), 'user', { localId })).toBeNull();
      expect(await scim.find(providerId, 'user', { localId, externalId: 'another' })).toBeNull();
    });

    it('is replaced as a whole, and keeps when it was made', async () => {
      const { scim } = subject().store.read;
      const resource = await aResource();
      await scim.save(resource);
      const changed = { ...resource, externalId: null, userName: 'other@example.com', familyName: 'Family', updatedAt: now };
      await scim.save({ ...changed, createdAt: now });
      expect(await scim.find(resource.providerId, 'user', { localId: resource.localId })).toEqual(changed);
      expect(await scim.find(resource.providerId, 'user', { userName: 'mara@example.com' })).toBeNull();
    });

    it('has each user name of a provider once, whatever its case', async () => {
      const { scim } = subject().store.read;
      const resource = await aResource();
      await scim.save(resource);
      const twin = await aResource({ providerId: resource.providerId, userName: 'MARA@example.com' });
      await expect(scim.save(twin)).rejects.toMatchObject({ code: 'CONFLICT' });
      await scim.save({ ...twin, providerId: await subject().world.aUser() });
    });

    it('is listed by page, oldest first, with a total, and without what was deleted', async () => {
      const { scim } = subject().store.read;
      const providerId = await subject().world.aUser();
      const made: ScimResource[] = [];
      for (let number = 1; number <= 5; number += 1) {
        const createdAt = `2026-01-0${number}T00:00:00.000Z`;
        made.push(await aResource({ providerId, userName: `${number}@example.com`, externalId: `${number}`, createdAt }));
      }
      for (const one of made.toReversed()) await scim.save(one);
      await scim.save({ ...(made[2] ?? expect.fail()), deletedAt: now });
      const page = await scim.list(providerId, 'user', { match: {}, offset: 1, limit: 2 });
      expect(page.total).toBe(4);
      expect(page.items.map(({ externalId }) => externalId)).toEqual(['2', '4']);
      expect(await scim.list(providerId, 'user', { match: { externalId: '3' }, offset: 0, limit: 9 })).toEqual({ total: 0, items: [] });
      expect((await scim.find(providerId, 'user', { externalId: '3' }))?.deletedAt).toBe(now);
    });
  });
}
