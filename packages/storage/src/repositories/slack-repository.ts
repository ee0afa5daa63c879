import type { NamedSlackAccount, SlackLink, SlackLinkRequest, SlackRepository } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { SlackLinkRequestTable, SlackLinkTable } from '../sql/slack-tables.ts';
import type { SqlContext } from '../sql/sql-context.ts';

const maxUnfinished = 500;
const botRow = 1;

export function createSlackRepository(context: SqlContext): SlackRepository {
  return { ...createLinkStatements(context), ...createRequestStatements(context), ...createWorkStatements(context) };
}

type LinkStatements = Pick<SlackRepository, 'findLink' | 'findLinks' | 'listLinks' | 'putLink' | 'removeLink'>;

function createLinkStatements({ database, atomically }: SqlContext): LinkStatements {
  return {
    async findLink({ teamId, slackUserId }) {
      const row = await database
        .selectFrom('slack_link')
        .selectAll()
        .where('team_id', '=', teamId)
        .where('slack_user_id', '=', slackUserId)
        .executeTakeFirst();
      return row === undefined ? null : toLink(row);
    },

    async findLinks(teamId, slackUserIds) {
      if (slackUserIds.length === 0) return [];
      const rows = await database
        .selectFrom('slack_link')
        .selectAll()
        .where('team_id', '=', teamId)
        .where('slack_user_id', 'in', [...slackUserIds])
        .execute();
      return rows.map(toLink);
    },

    async listLinks(userId) {
      const rows = await database
        .selectFrom('slack_link')
        .selectAll()
        .$if(userId !== null, (query) => (userId === null ? query : query.where('user_id', '=', userId)))
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toLink);
    },

    putLink: (link) =>
      atomically(async (transaction) => {
        await transaction
          .deleteFrom('slack_link')
          .where('team_id', '=', link.teamId)
          .where('slack_user_id', '=', link.slackUserId)
          .execute();
        await transaction
          .insertInto('slack_link')
          .values({ id: link.id, user_id: link.userId, created_at: link.createdAt, ...accountColumns(link) })
          .execute();
      }),

    async removeLink(id, userId) {
      const row = await database
        .deleteFrom('slack_link')
        .where('id', '=', id)
        .$if(userId !== null, (query) => (userId === null ? query : query.where('user_id', '=', userId)))
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : toLink(row);
    },
  };
}

type RequestStatements = Pick<SlackRepository, 'createLinkRequest' | 'findLinkRequest' | 'consumeLinkRequest'>;

function createRequestStatements({ database, atomically, clock }: SqlContext): RequestStatements {
  return {
    createLinkRequest: (request) =>
      atomically(async (transaction) => {
        await transaction.deleteFrom('slack_link_request').where('expires_at', '<=', isoTime(clock)).execute();
        await transaction
          .insertInto('slack_link_request')
          .values({ token_sha256: request.tokenSha256, expires_at: request.expiresAt, ...accountColumns(request) })
          .execute();
      }),

    async findLinkRequest(tokenSha256, at) {
      const row = await database
        .selectFrom('slack_link_request')
        .selectAll()
        .where('token_sha256', '=', tokenSha256)
        .where('expires_at', '>', at)
        .executeTakeFirst();
      return row === undefined ? null : toRequest(row);
    },

    consumeLinkRequest: (tokenSha256, at) =>
      atomically(async (transaction) => {
        const row = await transaction
          .deleteFrom('slack_link_request')
          .where('token_sha256', '=', tokenSha256)
          .where('expires_at', '>', at)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return null;
        await transaction
          .deleteFrom('slack_link_request')
          .where('team_id', '=', row.team_id)
          .where('slack_user_id', '=', row.slack_user_id)
          .execute();
        return toRequest(row);
      }),
  };
}

type WorkStatements = Omit<SlackRepository, keyof LinkStatements | keyof RequestStatements>;

function createWorkStatements({ database, atomically }: SqlContext): WorkStatements {
  return {
    claimEvents: (events, { at, keepSince }) =>
      atomically(async (transaction) => {
        await transaction.deleteFrom('slack_event').where('seen_at', '<', keepSince).execute();
        const rows = await transaction
          .insertInto('slack_event')
          .values(events.map(({ eventId, place }) => ({ event_id: eventId, seen_at: at, place, done_at: null })))
          .onConflict((conflict) => conflict.column('event_id').doNothing())
          .returning('event_id')
          .execute();
        return rows.map((row) => row.event_id);
      }),

    async finishEvent(eventId, at) {
      // The place is of no use any more.
      await database.updateTable('slack_event').set({ done_at: at, place: null }).where('event_id', '=', eventId).execute();
    },

    async listUnfinishedEvents(before) {
      const rows = await database
        .selectFrom('slack_event')
        .select(['event_id', 'seen_at', 'place'])
        .where('seen_at', '<', before)
        .where('done_at', 'is', null)
        .orderBy('seen_at')
        .limit(maxUnfinished)
        .execute();
      return rows.map((row) => ({ eventId: row.event_id, seenAt: row.seen_at, place: row.place }));
    },

    async findThread(userId, thread) {
      const row = await database
        .selectFrom('slack_thread')
        .select('conversation_id')
        .where('user_id', '=', userId)
        .where('thread', '=', thread)
        .executeTakeFirst();
      return row?.conversation_id ?? null;
    },

    async putThread(userId, thread, conversationId) {
      await database
        .insertInto('slack_thread')
        .values({ user_id: userId, thread, conversation_id: conversationId })
        .onConflict((conflict) => conflict.columns(['user_id', 'thread']).doUpdateSet({ conversation_id: conversationId }))
        .execute();
    },

    async readBot() {
      const row = await database.selectFrom('slack_bot').selectAll().where('id', '=', botRow).executeTakeFirst();
      return { state: row?.state ?? null, seenAt: row?.seen_at ?? null, testRequestedAt: row?.test_requested_at ?? null };
    },

    async noteBot(state, at) {
      const row = await database
        .insertInto('slack_bot')
        .values({ id: botRow, state, seen_at: at, test_requested_at: null })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ state, seen_at: at }))
        .returning('test_requested_at')
        .executeTakeFirst();
      return { testRequestedAt: row?.test_requested_at ?? null };
    },

    async requestTest(at) {
      await database
        .insertInto('slack_bot')
        .values({ id: botRow, state: null, seen_at: null, test_requested_at: at })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ test_requested_at: at }))
        .execute();
    },
  };
}

function accountColumns({ teamId, slackUserId, teamName, slackUserName }: NamedSlackAccount) {
  return { team_id: teamId, slack_user_id: slackUserId, team_name: teamName, slack_user_name: slackUserName };
}

function toLink(row: SlackLinkTable): SlackLink {
  return { id: row.id, userId: row.user_id, createdAt: row.created_at, ...accountOf(row) };
}

function toRequest(row: SlackLinkRequestTable): SlackLinkRequest {
  return { tokenSha256: row.token_sha256, expiresAt: row.expires_at, ...accountOf(row) };
}

function accountOf(row: SlackLinkTable | SlackLinkRequestTable): NamedSlackAccount {
  return { teamId: row.team_id, slackUserId: row.slack_user_id, teamName: row.team_name, slackUserName: row.slack_user_name };
}
