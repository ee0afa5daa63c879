import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore, UserId } from '../../../../packages/core/src/index.ts';
import { ids, now, nowMs, sha256Of, startOfTime, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeSessions(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  beforeEach(() => {
    ({ store, world } = subject());
  });
  const later = new Date(nowMs + 60_000).toISOString();

  describe('sessions', () => {
    it('are listed while they last, the last seen one first', async () => {
      const userId = await world.aUser();
      const old = await world.aSession(userId, { lastSeenAt: startOfTime, method: null });
      const recent = await world.aSession(userId, { lastSeenAt: now, method: 'sign-in-link', isMultiFactor: true });
      await world.aSession(userId, { expiresAt: now });
      await world.aSession(await world.aUser(), {});
      const common = { userId, ipAddress: '192.0.2.1', userAgent: null, createdAt: startOfTime, expiresAt: later };
      expect(await store.read.sessions.list(userId, now)).toEqual([
        { ...common, id: recent, method: 'sign-in-link', isMultiFactor: true, lastSeenAt: now },
        { ...common, id: old, method: 'password', isMultiFactor: false, lastSeenAt: startOfTime },
      ]);
    });

    it('are ended one at a time by the person alone, or all but one', async () => {
      const [userId, stranger] = [await world.aUser(), await world.aUser()];
      const made = [];
      for (let count = 0; count < 3; count += 1) made.push(await world.aSession(userId, {}));
      const [first = '', second = '', third = ''] = made;
      const foreign = await world.aSession(stranger, {});
      expect(await store.read.sessions.end(foreign, userId)).toBe(false);
      expect(await store.read.sessions.end(first, userId)).toBe(true);
      expect(await store.read.sessions.end(first, userId)).toBe(false);
      expect(await store.read.sessions.endAll(userId, second)).toEqual([third]);
      expect(await store.read.sessions.endAll(userId, null)).toEqual([second]);
      expect((await store.read.sessions.list(stranger, now)).map(({ id }) => id)).toEqual([foreign]);
    });

    it('end with the person who is switched off, and so do keys; neither comes back', async () => {
      const userId = await world.aUser();
      const sessionId = await world.aSession(userId, {});
      const key = await aKey(store, userId);
      await store.read.identity.setActive(userId, false);
      await store.read.identity.setActive(userId, true);
      expect(await store.read.sessions.areLive([{ userId }, { userId, sessionId }, { userId, apiKeyId: key }], now)).toEqual([
        true,
        false,
        false,
      ]);
    });

    it('hold while person, session and key do', async () => {
      const [userId, other] = [await world.aUser(), await world.aUser({ isActive: false })];
      const [sessionId, ended] = [await world.aSession(userId, {}), await world.aSession(userId, { expiresAt: now })];
      const [apiKeyId, revoked] = [await aKey(store, userId), await aKey(store, userId)];
      await store.read.identity.revokeApiKey(revoked, userId, now);
      const grounds = [
        { userId },
        { userId: other },
        { userId, sessionId },
        { userId, sessionId: ended },
        { userId, apiKeyId },
        { userId, apiKeyId: revoked },
        { userId: other, sessionId },
      ];
      expect(await store.read.sessions.areLive(grounds, now)).toEqual([true, false, true, false, true, false, false]);
      expect(await store.read.sessions.areLive([], now)).toEqual([]);
    });

    it('remember when the person proved again to be themselves', async () => {
      const userId = await world.aUser();
      const sessionId = await world.aSession(userId, {});
      await store.read.sessions.confirm(sessionId, now);
      expect(await store.read.sessions.list(userId, now)).toHaveLength(1);
    });
  });
}

async function aKey(store: RecordStore, ownerId: UserId) {
  const id = ids.apiKeyId();
  const key = { id, ownerId, name: 'Key', prefix: 'carrel_12345', scopes: ['ask'] as const, createdAt: startOfTime, expiresAt: null };
  await store.read.identity.createApiKey({ ...key, keySha256: sha256Of(id) });
  return id;
}
