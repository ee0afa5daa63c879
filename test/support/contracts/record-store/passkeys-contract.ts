import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore } from '../../../../packages/core/src/index.ts';
import { now, nowMs, sha256Of, startOfTime, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describePasskeys(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  beforeEach(() => {
    ({ store, world } = subject());
  });
  const later = new Date(nowMs + 60_000).toISOString();
  const aPasskey = async (counter = 0) => {
    const userId = await world.aUser();
    const passkey = { id: `cred-${userId}`, userId, name: 'Laptop', publicKey: 'cose', counter, transports: ['internal', 'hybrid'] };
    await store.read.passkeys.add({ ...passkey, createdAt: startOfTime });
    return { ...passkey, createdAt: startOfTime, lastUsedAt: null };
  };

  describe('passkeys', () => {
    it('are found by credential, belong to one person, and are named and removed by that person alone', async () => {
      const [passkey, stranger] = [await aPasskey(), await world.aUser()];
      const { passkeys } = store.read;
      expect(await passkeys.find(passkey.id)).toEqual(passkey);
      expect(await passkeys.list(passkey.userId)).toEqual([passkey]);
      expect(await passkeys.find('another')).toBeNull();
      await expect(passkeys.add({ ...passkey, userId: stranger })).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await passkeys.rename(passkey.id, stranger, 'Mine')).toBe(false);
      expect(await passkeys.rename(passkey.id, passkey.userId, 'Desk')).toBe(true);
      expect(await passkeys.find(passkey.id)).toMatchObject({ name: 'Desk' });
      expect(await passkeys.remove(passkey.id, stranger)).toBe(false);
      expect(await passkeys.remove(passkey.id, passkey.userId)).toBe(true);
      expect(await passkeys.list(passkey.userId)).toEqual([]);
    });

    it('count upwards, or not at all: a counter that stands still or falls back is a copy', async () => {
      const { passkeys } = store.read;
      const [counting, still] = [await aPasskey(5), await aPasskey(0)];
      expect(await passkeys.use(counting.id, 5, now)).toBe(false);
      expect(await passkeys.use(counting.id, 4, now)).toBe(false);
      expect(await passkeys.use(counting.id, 0, now)).toBe(false);
      expect(await passkeys.find(counting.id)).toEqual(counting);
      const uses = await Promise.all(Array.from({ length: 4 }, () => passkeys.use(counting.id, 6, now)));
      expect(uses.filter(Boolean)).toHaveLength(1);
      expect(await passkeys.find(counting.id)).toMatchObject({ counter: 6, lastUsedAt: now });
      expect(await passkeys.use(still.id, 0, now)).toBe(true);
      expect(await passkeys.use(still.id, 1, now)).toBe(true);
      expect(await passkeys.use(still.id, 0, now)).toBe(false);
    });

    it('take a challenge once, in time', async () => {
      const userId = await world.aUser();
      const challenge = {
        challengeSha256: sha256Of(userId),
        browserSha256: sha256Of('browser'),
        userId,
        expiresAt: '2030-01-01T00:00:00.000Z',
      };
      const old = { ...challenge, challengeSha256: sha256Of(`old ${userId}`), userId: null, expiresAt: later };
      await store.read.passkeys.begin(old);
      await store.read.passkeys.begin(challenge);
      const uses = await Promise.all(Array.from({ length: 4 }, () => store.read.passkeys.consume(challenge.challengeSha256, now)));
      expect(uses.filter((use) => use !== null)).toEqual([challenge]);
      expect(await store.read.passkeys.consume(old.challengeSha256, later)).toBeNull();
    });
  });
}
