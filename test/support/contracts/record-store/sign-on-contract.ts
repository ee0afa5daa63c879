import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore } from '../../../../packages/core/src/index.ts';
import { ids, now, nowMs, sha256Of, startOfTime, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeSignOn(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  beforeEach(() => {
    ({ store, world } = subject());
  });
  const later = new Date(nowMs + 60_000).toISOString();

  describe('sign-on', () => {
    it('takes a flow once, in time', async () => {
      const linkUserId = await world.aUser();
      const flow = {
        stateSha256: sha256Of(`state ${linkUserId}`),
        browserSha256: sha256Of('browser'),
        provider: 'work',
        nonce: 'n',
        codeVerifier: 'v',
        nextPath: '/documents/',
        linkUserId,
        expiresAt: '2030-01-01T00:00:00.000Z',
      };
      const old = { ...flow, stateSha256: sha256Of(`old ${linkUserId}`), linkUserId: null, expiresAt: '2029-01-01T00:00:00.000Z' };
      await store.read.signOn.begin(old);
      await store.read.signOn.begin(flow);
      const uses = await Promise.all(Array.from({ length: 4 }, () => store.read.signOn.consume(flow.stateSha256, now)));
      expect(uses.filter((use) => use !== null)).toEqual([flow]);
      expect(await store.read.signOn.consume(old.stateSha256, old.expiresAt)).toBeNull();
      expect(await store.read.signOn.consume(sha256Of('unknown'), now)).toBeNull();
    });

    it('knows a person by issuer and subject together, one person each', async () => {
      const [userId, other] = [await world.aUser(), await world.aUser()];
      const identity = { issuer: `https://id.example/${userId}`, subject: 'subject' };
      await store.read.signOn.link(userId, identity, now);
      expect(await store.read.signOn.findUser(identity)).toBe(userId);
      expect(await store.read.signOn.findUser({ ...identity, issuer: 'https://evil.example' })).toBeNull();
      expect(await store.read.signOn.findUser({ ...identity, subject: 'SUBJECT' })).toBeNull();
      await expect(store.read.signOn.link(other, identity, now)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await store.read.signOn.listLinks(userId)).toEqual([identity]);
      expect(await store.read.signOn.countLinks()).toContainEqual({ issuer: identity.issuer, people: 1 });
      expect(await store.read.signOn.unlink(other, identity.issuer)).toBe(false);
      expect(await store.read.signOn.unlink(userId, identity.issuer)).toBe(true);
      expect(await store.read.signOn.findUser(identity)).toBeNull();
      expect(await store.read.signOn.listLinks(userId)).toEqual([]);
      expect((await store.read.signOn.countLinks()).map(({ issuer }) => issuer)).not.toContain(identity.issuer);
    });

    it('leaves passwords alone', async () => {
      const userId = await world.aUser();
      await store.read.identity.setPasswordHash(userId, 'salt:hash', startOfTime);
      expect(await store.read.signOn.listLinks(userId)).toEqual([]);
      expect(await store.read.signOn.findUser({ issuer: 'credential', subject: userId })).toBeNull();
    });
  });

  describe('invitations', () => {
    const isInvited = async (id: string) => (await store.read.identity.listInvited(now)).find(({ userId }) => userId === id);

    it('are people who have neither password nor account of a provider, with the end of their newest link', async () => {
      const [userId, linked, withPassword, off] = [
        await world.aUser(),
        await world.aUser(),
        await world.aUser(),
        await world.aUser({ isActive: false }),
      ];
      await store.read.signOn.link(linked, { issuer: 'https://id.example', subject: linked }, now);
      await store.read.identity.setPasswordHash(withPassword, 'salt:hash', startOfTime);
      expect(await isInvited(userId)).toEqual({ userId, expiresAt: null });
      for (const id of [linked, withPassword, off]) expect(await isInvited(id)).toBeUndefined();
      for (const expiresAt of ['2030-01-01T00:00:00.000Z', later])
        await store.read.identity.createSignInLink({ tokenSha256: sha256Of(`${userId}${expiresAt}`), userId, expiresAt });
      expect(await isInvited(userId)).toEqual({ userId, expiresAt: '2030-01-01T00:00:00.000Z' });
      await store.read.identity.endSignInLinks(userId);
      expect(await isInvited(userId)).toEqual({ userId, expiresAt: null });
      expect(await store.read.identity.hasSecondFactor(userId)).toBe(false);
      expect(await store.read.identity.hasSecondFactor(ids.userId())).toBe(false);
      expect(await store.read.identity.removeSecondFactor(userId, now)).toBe(false);
    });
  });
}
