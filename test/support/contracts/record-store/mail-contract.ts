import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MailDelivery, RecordStore, UserId } from '../../../../packages/core/src/index.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';
import { now, nowMs, type World } from './record-store-world.ts';

const later = (ms: number) => new Date(nowMs + ms).toISOString();

export function describeMail(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  let other: RecordStore;
  beforeEach(async () => {
    ({ store, world } = subject());
    other = await subject().open();
  });
  const add = async (userId: UserId, kind: MailDelivery['kind'], createdAt = now) => {
    const mail = { id: `mail_${randomUUID()}`, userId, kind, address: `${userId}@example.com`, createdAt };
    await store.read.mail.add(mail);
    return mail;
  };
  /** The notices of one person among those that are due. */
  const claim = async (userId: UserId, at: string, from = store) => {
    const staleBefore = new Date(Date.parse(at) - 60_000).toISOString();
    return (await from.read.mail.claimNotices({ at, staleBefore, limit: 1_000 })).filter((one) => one.userId === userId);
  };

  describe('mails', () => {
    it('with a link are known by person, the newest alone, with what became of it', async () => {
      const [one, two, nobody] = [await world.aUser(), await world.aUser(), await world.aUser()];
      await add(one, 'invitation');
      const newest = await add(one, 'sign-in-link', later(1_000));
      const failed = await add(two, 'invitation');
      await add(two, 'password-changed', later(5_000));
      await store.read.mail.settle(newest.id, { state: 'sent' }, later(2_000));
      await store.read.mail.settle(failed.id, { state: 'failed', reason: 'MAIL_ADDRESS_REFUSED' }, later(2_000));
      const links = await store.read.mail.listNewestLinks([one, two, nobody]);
      expect(links.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
        { ...failed, state: 'failed', reason: 'MAIL_ADDRESS_REFUSED', attempts: 1, changedAt: later(2_000) },
        { ...newest, state: 'sent', reason: null, attempts: 1, changedAt: later(2_000) },
      ]);
      expect((await store.read.mail.listFailed(now)).map(({ id }) => id)).toContain(failed.id);
      expect((await store.read.mail.listFailed(later(3_000))).map(({ id }) => id)).not.toContain(failed.id);
      expect(await store.read.mail.listNewestLinks([])).toEqual([]);
    });

    it('with a link are never taken to be tried again', async () => {
      const userId = await world.aUser();
      await add(userId, 'invitation');
      expect(await claim(userId, later(3_600_000))).toEqual([]);
    });

    it('of notice are taken once, by one of two processes, and again when they were put back or given up', async () => {
      const userId = await world.aUser();
      const { id } = await add(userId, 'second-factor-removed');
      const both = await Promise.all([claim(userId, later(1_000)), claim(userId, later(1_000), other)]);
      expect(both.flat()).toMatchObject([{ id, state: 'sending', attempts: 1 }]);
      expect(await claim(userId, later(2_000))).toEqual([]);
      await store.read.mail.settle(id, { state: 'waiting', reason: 'MAIL_UNAVAILABLE', dueAt: later(30_000) }, later(3_000));
      expect(await claim(userId, later(29_000))).toEqual([]);
      expect(await claim(userId, later(30_000))).toMatchObject([{ id, attempts: 2 }]);
      // Whoever had it was stopped.
      expect(await claim(userId, later(100_000))).toMatchObject([{ id, attempts: 3, reason: 'MAIL_UNAVAILABLE' }]);
      await store.read.mail.settle(id, { state: 'sent' }, later(101_000));
      expect(await claim(userId, later(3_600_000))).toEqual([]);
    });

    it('are forgotten after 90 days', async () => {
      const userId = await world.aUser();
      await add(userId, 'invitation', '2026-01-02T00:00:00.000Z');
      await add(await world.aUser(), 'invitation', '2026-04-03T00:00:00.000Z');
      expect(await store.read.mail.listNewestLinks([userId])).toEqual([]);
    });
  });
}
