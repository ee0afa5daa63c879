import { anonymousActor } from '@carrel/audit';
import type { SlackBotState } from '@carrel/contract';
import { routes, slackBotStateSchema, slackPlaceSchema } from '@carrel/contract';
import { CarrelError, isoTime } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, handlePublic } from '../http/bind-route.ts';
import { requestIdOf } from '../http/request-id.ts';
import { accountName } from './account-name.ts';
import { linkView } from './link-handlers.ts';
import type { SlackDeps, SlackOptions } from './slack-deps.ts';

/** Slack repeats what was not acknowledged within the hour; a day leaves room for clocks and for whoever replays. */
const keepEventsMs = 24 * 60 * 60_000;
const aliveMs = 30_000;
/** The bot asks more often than this whether a test is wanted; its sign of life is written down so often. */
const noteMs = 10_000;

/** What the bot does for nobody in particular, and how it is looked after. */
export function createSlackBotHandlers(deps: SlackDeps, options: SlackOptions): readonly BoundRoute[] {
  const { store, audit, clock } = deps;
  return [
    handlePublic(routes.claimSlackEvents, async ({ body }) => {
      const keepSince = new Date(clock.nowMs() - keepEventsMs).toISOString();
      const events = body.events.map(({ eventId, place }) => ({ eventId, place: place === null ? null : JSON.stringify(place) }));
      const taken = await store.transaction(({ slack }) => slack.claimEvents(events, { at: isoTime(clock), keepSince }));
      return { taken: [...taken] };
    }),

    handlePublic(routes.finishSlackEvent, async ({ body }) => {
      await store.transaction((transaction) => transaction.slack.finishEvent(body.eventId, isoTime(clock)));
      return { ok: true as const };
    }),

    handlePublic(routes.listUnfinishedSlackEvents, async () => {
      const found = await store.read.slack.listUnfinishedEvents(isoTime(clock));
      const placeOf = (place: string | null) => (place === null ? null : slackPlaceSchema.parse(JSON.parse(place)));
      return { items: found.map(({ eventId, seenAt, place }) => ({ eventId, seenAt, place: placeOf(place) })) };
    }),

    handlePublic(routes.refuseInSlack, async ({ body, response }) => {
      const link = await store.read.slack.findLink(body);
      const actor = anonymousActor({ channel: 'slack', requestId: requestIdOf(response) });
      await store.transaction((transaction) =>
        audit.record(transaction, actor, {
          type: 'slack.denied',
          userId: link?.userId ?? null,
          account: accountName(body),
          reason: body.reason,
        }),
      );
      return { ok: true as const };
    }),

    handlePublic(routes.noteSlackBot, async ({ body }) => {
      const state = JSON.stringify(body);
      const known = await store.read.slack.readBot();
      const isFresh = known.seenAt !== null && Math.abs(clock.nowMs() - Date.parse(known.seenAt)) < noteMs;
      const { testRequestedAt } =
        isFresh && known.state === state
          ? known
          : await store.transaction((transaction) => transaction.slack.noteBot(state, isoTime(clock)));
      return { baseUrl: options.baseUrl(), testRequestedAt };
    }),
    ...overviewHandlers(deps, options),
  ];
}

function overviewHandlers({ store, audit, clock }: SlackDeps, options: SlackOptions): readonly BoundRoute[] {
  return [
    handle(routes.slackOverview, async () => {
      const [bot, links, users] = await Promise.all([
        store.read.slack.readBot(),
        store.read.slack.listLinks(null),
        store.read.identity.listUsers(),
      ]);
      const people = new Map(users.map(({ id, name, email }) => [id, { id, name, email }]));
      return {
        isConfigured: options.isConfigured,
        isAlive: options.isConfigured && bot.seenAt !== null && clock.nowMs() - Date.parse(bot.seenAt) < aliveMs,
        seenAt: bot.seenAt,
        testRequestedAt: bot.testRequestedAt,
        state: stateOf(bot.state),
        links: links.flatMap((link) => {
          const user = people.get(link.userId);
          return user === undefined ? [] : [{ ...linkView(link), user }];
        }),
      };
    }),

    handle(routes.testSlack, async () => {
      if (!options.isConfigured) throw new CarrelError('CONFLICT', { message: 'Slack is not configured' });
      const requestedAt = isoTime(clock);
      await store.transaction((transaction) => transaction.slack.requestTest(requestedAt));
      return { requestedAt };
    }),

    handle(routes.removeSlackLink, async ({ caller, params }) => {
      await store.transaction(async (transaction) => {
        const removed = await transaction.slack.removeLink(params.id, null);
        if (removed === null) throw new CarrelError('NOT_FOUND');
        await audit.record(transaction, caller.actor, { type: 'slack.unlinked', userId: removed.userId, account: accountName(removed) });
      });
      return { ok: true as const };
    }),
  ];
}

/** What an older bot said is not shown. */
function stateOf(stored: string | null): SlackBotState | null {
  if (stored === null) return null;
  const parsed = slackBotStateSchema.safeParse(JSON.parse(stored));
  return parsed.success ? parsed.data : null;
}
