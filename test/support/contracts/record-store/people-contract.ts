import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore } from '../../../../packages/core/src/index.ts';
import { ids, now, nowMs, sha256Of, startOfTime, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describePeople(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  beforeEach(() => {
    ({ store, world } = subject());
  });

  describe('identity', () => {
    it('knows a user by id and by e-mail address in any case, once', async () => {
      const id = ids.userId();
      const user = { id, name: 'A Reader', email: `${id.toUpperCase()}@Example.COM`, createdAt: startOfTime };
      await store.read.identity.createUser(user);
      const expected = {
        id,
        kind: 'person',
        name: 'A Reader',
        email: `${id}@example.com`,
        roles: [],
        isActive: true,
        lastSignInAt: null,
        createdAt: startOfTime,
      };
      expect(await store.read.identity.findUser(id)).toEqual(expected);
      expect(await store.read.identity.findUserByEmail(`${id}@EXAMPLE.com`)).toEqual(expected);
      expect(await store.read.identity.listUsers()).toContainEqual(expected);
      expect(await store.read.identity.findUser(ids.userId())).toBeNull();
      await expect(store.read.identity.createUser({ ...user, id: ids.userId() })).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it('gives and takes roles, each once, and counts users', async () => {
      const count = await store.read.identity.countUsers();
      const id = await world.aUser();
      expect(await store.read.identity.countUsers()).toBe(count + 1);
      const roles = async () => (await store.read.identity.findUser(id))?.roles;
      await store.read.identity.grantRole(id, 'curator', startOfTime);
      await store.read.identity.grantRole(id, 'curator', now);
      await store.read.identity.grantRole(id, 'admin', now);
      expect(await roles()).toEqual(['admin', 'curator']);
      await store.read.identity.revokeRole(id, 'curator', now);
      expect(await roles()).toEqual(['admin']);
      await store.read.identity.grantRole(id, 'curator', now);
      expect(await roles()).toEqual(['admin', 'curator']);
      await store.read.identity.setActive(id, false);
      expect(await store.read.identity.findUser(id)).toMatchObject({ isActive: false });
    });

    it('remembers when somebody last signed in', async () => {
      const [id, other] = [await world.aUser(), await world.aUser()];
      await store.read.identity.noteSignIn(id, startOfTime);
      await store.read.identity.noteSignIn(id, now);
      expect(await store.read.identity.findUser(id)).toMatchObject({ lastSignInAt: now });
      expect(await store.read.identity.findUser(other)).toMatchObject({ lastSignInAt: null });
    });

    it('has one owner of the data', async () => {
      const [one, other] = [await world.aUser(), await world.aUser()];
      await store.read.identity.setOwner(one);
      expect((await store.read.identity.findOwner())?.id).toBe(one);
      await store.read.identity.setOwner(other);
      expect((await store.read.identity.findOwner())?.id).toBe(other);
    });

    it('finds a key by the digest of its secret while it lives', async () => {
      const ownerId = await world.aUser();
      const key = {
        id: ids.apiKeyId(),
        ownerId,
        name: 'CI',
        prefix: 'ck_1234',
        scopes: ['ask', 'search'] as const,
        createdAt: startOfTime,
        expiresAt: now,
      };
      const keySha256 = sha256Of(key.id);
      await store.read.identity.createApiKey({ ...key, keySha256 });
      const live = new Date(nowMs - 1).toISOString();
      expect(await store.read.identity.findApiKey(keySha256, live)).toEqual({ ...key, revokedAt: null, lastUsedAt: null });
      expect(await store.read.identity.findApiKey(keySha256, now)).toBeNull();
      expect(await store.read.identity.findApiKey(sha256Of('another'), live)).toBeNull();
      await store.read.identity.touchApiKey(key.id, live);
      expect(await store.read.identity.listApiKeys(ownerId)).toEqual([{ ...key, revokedAt: null, lastUsedAt: live }]);
      expect(await store.read.identity.listAllApiKeys()).toContainEqual({ ...key, revokedAt: null, lastUsedAt: live });
      expect(await store.read.identity.revokeApiKey(key.id, await world.aUser(), live)).toBe(false);
      expect(await store.read.identity.revokeApiKey(key.id, ownerId, live)).toBe(true);
      expect(await store.read.identity.revokeApiKey(key.id, ownerId, live)).toBe(false);
      expect(await store.read.identity.findApiKey(keySha256, startOfTime)).toBeNull();
    });

    it('lets a sign-in link be used once, in time', async () => {
      const userId = await world.aUser();
      const link = (name: string) => ({ tokenSha256: sha256Of(`${name}${userId}`), userId, expiresAt: '2027-01-01T00:00:00.000Z' });
      await store.read.identity.createSignInLink(link('a'));
      await store.read.identity.createSignInLink(link('b'));
      const uses = await Promise.all(Array.from({ length: 5 }, () => store.read.identity.consumeSignInLink(link('a').tokenSha256, now)));
      expect(uses.filter((use) => use === userId)).toHaveLength(1);
      expect(uses.filter((use) => use === null)).toHaveLength(4);
      expect(await store.read.identity.consumeSignInLink(link('b').tokenSha256, '2027-01-01T00:00:00.000Z')).toBeNull();
      expect(await store.read.identity.consumeSignInLink(sha256Of('unknown'), now)).toBeNull();
    });
  });

  describe('passwords and results under a key', () => {
    it('changes name and address, in lower case, and refuses an address that is taken', async () => {
      const [id, other] = [await world.aUser(), await world.aUser()];
      await store.read.identity.updateUser(id, { name: 'New name', email: `${id.toUpperCase()}@Example.ORG`, at: now });
      expect(await store.read.identity.findUser(id)).toMatchObject({ name: 'New name', email: `${id}@example.org` });
      await expect(store.read.identity.updateUser(other, { name: 'Other', email: `${id}@example.org`, at: now })).rejects.toMatchObject({
        code: 'CONFLICT',
      });
    });

    it('has a password once one is set, and replaces it', async () => {
      const id = await world.aUser();
      expect(await store.read.identity.hasPassword(id)).toBe(false);
      await store.read.identity.setPasswordHash(id, 'salt:one', startOfTime);
      await store.read.identity.setPasswordHash(id, 'salt:two', now);
      expect(await store.read.identity.hasPassword(id)).toBe(true);
    });

    it('keeps a result under a key of one user until it expires', async () => {
      const [id, other] = [await world.aUser(), await world.aUser()];
      const entry = { userId: id, key: 'upload-1', result: '{"files":[]}', at: startOfTime, expiresAt: now };
      await store.read.idempotency.put(entry);
      const live = new Date(nowMs - 1).toISOString();
      expect(await store.read.idempotency.find(id, 'upload-1', live)).toBe(entry.result);
      expect(await store.read.idempotency.find(other, 'upload-1', live)).toBeNull();
      expect(await store.read.idempotency.find(id, 'upload-1', now)).toBeNull();
      await expect(store.read.idempotency.put(entry)).rejects.toMatchObject({ code: 'CONFLICT' });
      await store.read.idempotency.put({ ...entry, result: '[]', at: now, expiresAt: '2030-01-01T00:00:00.000Z' });
      expect(await store.read.idempotency.find(id, 'upload-1', now)).toBe('[]');
    });

    it('lists the groups that a user is a member of now', async () => {
      const id = await world.aUser();
      const group = { id: ids.groupId(), name: `group of ${id}`, createdAt: startOfTime };
      await store.read.access.createGroup(group);
      expect(await store.read.access.listGroupsOf(id)).toEqual([]);
      await store.read.access.addGroupMember(group.id, id, startOfTime);
      expect(await store.read.access.listGroupsOf(id)).toEqual([{ id: group.id, name: group.name }]);
      await store.read.access.removeGroupMember(group.id, id, now);
      expect(await store.read.access.listGroupsOf(id)).toEqual([]);
    });
  });

  describe('leases', () => {
    const name = () => `role ${ids.policyId()}`;

    it('is held by one; the same owner renews it under the same epoch, another gets a higher one when it has ended', async () => {
      const role = name();
      const lease = await store.read.leases.acquire(role, 'one', nowMs, 1_000);
      expect(lease).toEqual({ name: role, owner: 'one', epoch: 1 });
      expect(await store.read.leases.acquire(role, 'two', nowMs + 999, 1_000)).toBeNull();
      expect(await store.read.leases.acquire(role, 'one', nowMs + 999, 1_000)).toEqual(lease);
      expect(await store.read.leases.acquire(role, 'two', nowMs + 1_998, 1_000)).toBeNull();
      expect(await store.read.leases.acquire(role, 'two', nowMs + 1_999, 1_000)).toEqual({ name: role, owner: 'two', epoch: 2 });
    });

    it('goes to one of many who want it at once', async () => {
      const role = name();
      const other = await subject().open();
      const leases = await Promise.all(
        Array.from({ length: 12 }, (_, index) => (index % 2 ? store : other).read.leases.acquire(role, `owner ${index}`, nowMs, 1_000)),
      );
      expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
    });

    it('knows who holds it, and nobody holds it after the release or the end', async () => {
      const role = name();
      const lease = await store.read.leases.acquire(role, 'one', nowMs, 1_000);
      if (!lease) throw new Error('expected the lease');
      const isHeld = (atMs: number) => store.transaction(({ leases }) => leases.isHeld(lease, atMs));
      expect(await isHeld(nowMs + 999)).toBe(true);
      expect(await isHeld(nowMs + 1_000)).toBe(false);
      await store.read.leases.release({ ...lease, epoch: 7 });
      expect(await isHeld(nowMs)).toBe(true);
      await store.read.leases.release(lease);
      expect(await isHeld(nowMs)).toBe(false);
      expect(await store.read.leases.acquire(role, 'one', nowMs, 1_000)).toEqual({ ...lease, epoch: 2 });
    });

    it('is not taken from under a transaction that has asked whether it is held', async () => {
      const role = name();
      const other = await subject().open();
      const lease = await store.read.leases.acquire(role, 'one', nowMs, 1_000);
      if (!lease) throw new Error('expected the lease');
      const order: string[] = [];
      let taking: Promise<void> | undefined;
      await store.transaction(async ({ leases, settings }) => {
        order.length = 0;
        expect(await leases.isHeld(lease, nowMs)).toBe(true);
        taking ??= other.read.leases.acquire(role, 'two', nowMs + 5_000, 1_000).then(() => void order.push('taken'));
        await new Promise((resolve) => setTimeout(resolve, 100));
        await settings.put(role, '1', now);
        order.push('written');
      });
      await taking;
      expect(order).toEqual(['written', 'taken']);
    });
  });

  describe('settings', () => {
    it('adds a version with each change, also of many at once', async () => {
      const name = `setting ${ids.policyId()}`;
      expect(await store.read.settings.find(name)).toBeNull();
      expect(await store.read.settings.put(name, '{"a":1}', now)).toBe(1);
      const versions = await Promise.all(Array.from({ length: 6 }, (_, index) => store.read.settings.put(name, String(index), now)));
      expect(versions.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7]);
      expect((await store.read.settings.find(name))?.version).toBe(7);
    });
  });
}
