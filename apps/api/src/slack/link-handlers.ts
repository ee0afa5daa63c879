import { randomBytes, randomUUID } from 'node:crypto';
import { routes } from '@carrel/contract';
import type { RateLimit, SlackLink } from '@carrel/core';
import { CarrelError, isoTime } from '@carrel/core';
import { requirePerson } from '../authentication/require-person.ts';
import { secretDigest } from '../authentication/secret-digest.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, handlePublic } from '../http/bind-route.ts';
import { accountName } from './account-name.ts';
import type { SlackDeps, SlackOptions } from './slack-deps.ts';

/** Long enough to sign in, short enough that a link which lies about is of no use. */
const requestLifeMs = 15 * 60_000;
/** Of one Slack account. */
const linkRequests: RateLimit = { name: 'slack-link-requests', amount: 10, windowMs: 10 * 60_000 };

/**
 * How a Slack account becomes somebody's: the bot gives that account a one-time link, and whoever opens it signs in to Carrel
 * as ever, sees whose account it is, and confirms. Names and e-mail addresses of Slack decide nothing.
 */
export function createSlackLinkHandlers(deps: SlackDeps, options: SlackOptions): readonly BoundRoute[] {
  const { store, audit, clock } = deps;
  return [
    handlePublic(routes.requestSlackLink, async ({ body }) => {
      await deps.rateLimiter.take(linkRequests, `${body.teamId}/${body.slackUserId}`);
      const token = randomBytes(32).toString('base64url');
      const expiresAt = new Date(clock.nowMs() + requestLifeMs).toISOString();
      await store.transaction((transaction) =>
        transaction.slack.createLinkRequest({ ...body, tokenSha256: secretDigest(token), expiresAt }),
      );
      // Behind `#`: browsers send that part to nobody.
      return { url: `${options.baseUrl()}/slack/#token=${token}`, expiresAt };
    }),

    handle(routes.showSlackLinkRequest, async ({ caller, body }) => {
      requirePerson(caller);
      const found = await store.read.slack.findLinkRequest(secretDigest(body.token), isoTime(clock));
      if (found === null) throw new CarrelError('SLACK_LINK_INVALID');
      const { tokenSha256: _digest, ...shown } = found;
      return shown;
    }),

    handle(routes.linkSlackAccount, async ({ caller, body }) => {
      requirePerson(caller);
      const at = isoTime(clock);
      return store.transaction(async (transaction) => {
        const request = await transaction.slack.consumeLinkRequest(secretDigest(body.token), at);
        if (request === null) throw new CarrelError('SLACK_LINK_INVALID');
        const { teamId, slackUserId, teamName, slackUserName } = request;
        const before = await transaction.slack.findLink(request);
        if (before !== null && before.userId !== caller.userId)
          await audit.record(transaction, caller.actor, { type: 'slack.unlinked', userId: before.userId, account: accountName(before) });
        const id = `slk_${randomUUID().replaceAll('-', '')}`;
        const link: SlackLink = { id, userId: caller.userId, teamId, slackUserId, teamName, slackUserName, createdAt: at };
        await transaction.slack.putLink(link);
        await audit.record(transaction, caller.actor, { type: 'slack.linked', userId: caller.userId, account: accountName(link) });
        return linkView(link);
      });
    }),

    handle(routes.listSlackLinks, async ({ caller }) => {
      requirePerson(caller);
      return { isConfigured: options.isConfigured, items: (await store.read.slack.listLinks(caller.userId)).map(linkView) };
    }),

    handle(routes.unlinkSlackAccount, async ({ caller, params }) => {
      requirePerson(caller);
      await store.transaction(async (transaction) => {
        const removed = await transaction.slack.removeLink(params.id, caller.userId);
        if (removed === null) throw new CarrelError('NOT_FOUND');
        await audit.record(transaction, caller.actor, { type: 'slack.unlinked', userId: caller.userId, account: accountName(removed) });
      });
      return { ok: true as const };
    }),
  ];
}

export function linkView({ userId: _userId, ...link }: SlackLink) {
  return link;
}
