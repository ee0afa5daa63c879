import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore, UserId } from '../../../../packages/core/src/index.ts';
import { ids, now, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeRetention(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  let person: UserId;
  let officers: readonly [UserId, UserId];
  beforeEach(async () => {
    ({ store, world } = subject());
    person = await world.aUser();
    officers = [await world.aUser(), await world.aUser()];
  });

  describe('retention', () => {
    it('holds a person until two people have released it', async () => {
      const { retention } = store.read;
      const id = `hold_${person}`;
      expect(await retention.isHeld(person)).toBe(false);
      await retention.placeHold({ id, userId: person, reason: 'case 7', placedBy: officers[0], placedAt: now });
      expect(await retention.isHeld(person)).toBe(true);
      expect(await retention.releaseHold(id, officers[1], now)).toBe(false);
      const asked = { by: officers[0], at: now, eventId: ids.auditEventId() };
      expect(await retention.askRelease(id, asked)).toBe(true);
      expect(await retention.askRelease(id, { ...asked, by: officers[1] })).toBe(false);
      expect(await retention.releaseHold(id, officers[0], now)).toBe(false);
      expect(await retention.isHeld(person)).toBe(true);
      expect(await retention.releaseHold(id, officers[1], now)).toBe(true);
      expect(await retention.releaseHold(id, officers[1], now)).toBe(false);
      expect(await retention.isHeld(person)).toBe(false);
      const released = { id, userId: person, reason: 'case 7', placedBy: officers[0], placedAt: now, releaseAsked: asked };
      expect(await retention.findHold(id)).toEqual({ ...released, releasedBy: officers[1], releasedAt: now });
      expect((await retention.listHolds()).map((hold) => hold.id)).toContain(id);
      expect(await retention.findHold('hold_unknown')).toBeNull();
    });

    it('closes a request to erase once, by another person than the one who asked', async () => {
      const { retention } = store.read;
      const request = {
        id: `era_${person}`,
        userId: person,
        reason: 'request 12',
        askedBy: officers[0],
        askedAt: now,
        eventId: ids.auditEventId(),
      };
      await retention.askErasure(request);
      expect(await retention.closeErasure(request.id, officers[0], now)).toBe(false);
      expect(await retention.closeErasure(request.id, officers[1], now)).toBe(true);
      expect(await retention.closeErasure(request.id, officers[1], now)).toBe(false);
      expect(await retention.findErasure(request.id)).toEqual({ ...request, approvedBy: officers[1], executedAt: now });
      expect((await retention.listErasures()).map((one) => one.id)).toContain(request.id);
    });

    it('erases what a person is and wrote, and nothing of anybody else', async () => {
      const { retention, identity, answers } = store.read;
      const conversations = [person, officers[0]].map((ownerId) => ({ id: ids.conversationId(), ownerId, title: 'Leave', createdAt: now }));
      for (const one of conversations) await answers.createConversation(one);
      const email = (await identity.findUser(person))?.email ?? '';
      await retention.erasePerson(person, now);
      expect(await identity.findUser(person)).toMatchObject({ name: 'Erased person', isActive: false });
      expect(await identity.findUserByEmail(email)).toBeNull();
      const left = conversations.map(({ id, ownerId }) => answers.findConversation(id, ownerId));
      expect((await Promise.all(left)).map((one) => one?.title ?? null)).toEqual([null, 'Leave']);
      expect((await identity.findUser(officers[0]))?.isActive).toBe(true);
      await store.forgetDeleted();
    });
  });
}
