import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore, SlackLink, UserId } from '../../../../packages/core/src/index.ts';
import { conversationIdSchema } from '../../../../packages/core/src/index.ts';
import { now, nowMs, sha256Of, startOfTime, type World } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeSlack(subject: RecordStoreSubject): void {
  let store: RecordStore;
  let world: World;
  beforeEach(() => {
    ({ store, world } = subject());
  });
  const later = new Date(nowMs + 60_000).toISOString();
  const account = () => ({ teamId: `T${randomUUID()}`, slackUserId: 'U1', teamName: 'Team', slackUserName: 'Person' });
  async function aLink(change: Partial<SlackLink> = {}): Promise<SlackLink> {
    const link = { ...account(), id: randomUUID(), userId: change.userId ?? (await world.aUser()), createdAt: startOfTime, ...change };
    await store.read.slack.putLink(link);
    return link;
  }

  describe('Slack', () => {
    it('finds whom an account stands for, in its own team alone', async () => {
      const link = await aLink();
      expect(await store.read.slack.findLink(link)).toEqual(link);
      expect(await store.read.slack.findLink({ ...link, teamId: 'T0' })).toBeNull();
      expect(await store.read.slack.findLinks(link.teamId, ['U1', 'U2'])).toEqual([link]);
      expect(await store.read.slack.findLinks('T0', ['U1'])).toEqual([]);
      expect(await store.read.slack.findLinks(link.teamId, [])).toEqual([]);
    });

    it('lets an account stand for one person: the newest', async () => {
      const link = await aLink();
      const next = await aLink({ teamId: link.teamId });
      expect(await store.read.slack.findLink(link)).toEqual(next);
      expect(await store.read.slack.listLinks(link.userId)).toEqual([]);
      expect(await store.read.slack.listLinks(null)).toContainEqual(next);
    });

    it('removes a link of the person who asks, or of anybody', async () => {
      const [link, stranger] = [await aLink(), await world.aUser()];
      expect(await store.read.slack.removeLink(link.id, stranger)).toBeNull();
      expect(await store.read.slack.removeLink(link.id, link.userId)).toEqual(link);
      expect(await store.read.slack.removeLink(link.id, null)).toBeNull();
    });

    it('ends with the person: switched off, and not back when switched on again', async () => {
      const link = await aLink();
      const ground = { userId: link.userId, slackLinkId: link.id };
      expect(await store.read.sessions.areLive([ground], now)).toEqual([true]);
      await store.transaction((transaction) => transaction.identity.setActive(link.userId, false));
      await store.transaction((transaction) => transaction.identity.setActive(link.userId, true));
      expect(await store.read.slack.findLink(link)).toBeNull();
      expect(await store.read.sessions.areLive([ground], now)).toEqual([false]);
    });

    it('gives a request once, within its time, and with it all others of the account', async () => {
      const named = account();
      const [first, second] = [randomUUID(), randomUUID()].map((seed) => ({ ...named, tokenSha256: sha256Of(seed), expiresAt: later }));
      for (const request of [first, second]) if (request !== undefined) await store.read.slack.createLinkRequest(request);
      const token = first?.tokenSha256 ?? '';
      expect(await store.read.slack.findLinkRequest(token, now)).toEqual(first);
      expect(await store.read.slack.findLinkRequest(token, later)).toBeNull();
      expect(await store.read.slack.consumeLinkRequest(token, later)).toBeNull();
      const uses = await Promise.all(Array.from({ length: 4 }, () => store.read.slack.consumeLinkRequest(token, now)));
      expect(uses.filter((use) => use !== null)).toEqual([first]);
      expect(await store.read.slack.consumeLinkRequest(second?.tokenSha256 ?? '', now)).toBeNull();
    });

    it('takes an event once within a day, whoever tries at the same moment', async () => {
      const eventId = randomUUID();
      const [event, other] = [
        { eventId, place: '{"channelId":"C1"}' },
        { eventId: randomUUID(), place: null },
      ];
      const when = { at: now, keepSince: startOfTime };
      const claims = await Promise.all(Array.from({ length: 10 }, () => store.read.slack.claimEvents([event], when)));
      expect(claims.flat()).toEqual([eventId]);
      expect(await store.read.slack.claimEvents([event, other], when)).toEqual([other.eventId]);
      expect(await store.read.slack.listUnfinishedEvents(later)).toContainEqual({ eventId, seenAt: now, place: event.place });
      expect((await store.read.slack.listUnfinishedEvents(now)).map((one) => one.eventId)).not.toContain(eventId);
      await store.read.slack.finishEvent(eventId, now);
      expect((await store.read.slack.listUnfinishedEvents(later)).map((one) => one.eventId)).not.toContain(eventId);
      expect(await store.read.slack.claimEvents([event], when)).toEqual([]);
      expect(await store.read.slack.claimEvents([event], { at: later, keepSince: later })).toEqual([eventId]);
    });

    it('keeps a person’s conversation of a thread', async () => {
      const [userId, other] = [await world.aUser(), await world.aUser()];
      const id = (digit: string) => conversationIdSchema.parse(`conv_${digit.repeat(32)}`);
      const find = (who: UserId) => store.read.slack.findThread(who, 'T1/C1/1.1');
      expect(await find(userId)).toBeNull();
      await store.read.slack.putThread(userId, 'T1/C1/1.1', id('a'));
      await store.read.slack.putThread(userId, 'T1/C1/1.1', id('b'));
      expect([await find(userId), await find(other)]).toEqual([id('b'), null]);
    });

    it('keeps what the bot said last, and that a test is wanted', async () => {
      await store.read.slack.requestTest(now);
      expect(await store.read.slack.noteBot('{"a":1}', later)).toEqual({ testRequestedAt: now });
      expect(await store.read.slack.readBot()).toEqual({ state: '{"a":1}', seenAt: later, testRequestedAt: now });
    });
  });
}
