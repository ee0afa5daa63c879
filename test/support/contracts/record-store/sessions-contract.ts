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

    it('of everybody are listed page by page, the last seen one first', async () => {
      const moments = ['2029-01-03T00:00:00.000Z', '2029-01-02T00:00:00.000Z', '2029-01-02T00:00:00.000Z', '2029-01-01T00:00:00.000Z'];
      const expiresAt = '2040-01-01T00:00:00.000Z';
      const made = new Map<string, string>();
      for (const lastSeenAt of moments) made.set(await world.aSession(await world.aUser(), { lastSeenAt, expiresAt }), lastSeenAt);
      await world.aSession(await world.aUser(), { lastSeenAt: '2029-01-02T00:00:00.000Z', expiresAt: '2029-06-01T00:00:00.000Z' });
      const seen: string[] = [];
      for (let cursor: string | undefined, count = 0; count < 4; count += 1) {
        const page = await store.read.sessions.listAll({ limit: 2, ...(cursor !== undefined && { cursor }) }, '2035-01-01T00:00:00.000Z');
        seen.push(...page.items.map(({ id }) => id));
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      const byTime = [...made].toSorted(([a, left], [b, right]) => right.localeCompare(left) || (a < b ? -1 : 1)).map(([id]) => id);
      expect(seen).toEqual(byTime);
      await expect(store.read.sessions.listAll({ limit: 2, cursor: 'nonsense' }, now)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      for (const id of made.keys()) await store.read.sessions.end(id, (await ownerOf(store, id)) ?? (await world.aUser()));
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

/** Whose session it is. */
async function ownerOf(store: RecordStore, sessionId: string): Promise<UserId | undefined> {
  const { items } = await store.read.sessions.listAll({ limit: 100 }, '2035-01-01T00:00:00.000Z');
  return items.find(({ id }) => id === sessionId)?.userId;
}

async function aKey(store: RecordStore, ownerId: UserId) {
  const id = ids.apiKeyId();
  const key = { id, ownerId, name: 'Key', prefix: 'carrel_12345', scopes: ['ask'] as const, createdAt: startOfTime, expiresAt: null };
  await store.read.identity.createApiKey({ ...key, keySha256: sha256Of(id) });
  return id;
}
