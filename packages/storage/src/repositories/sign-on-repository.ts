import { randomBytes } from 'node:crypto';
import { isoTime, type SignOnFlow, type SignOnRepository } from '@carrel/core';
import type { SignOnFlowTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';

/** Accounts of providers share a table with passwords; the prefix keeps them apart. */
const prefix = 'oidc:';

export function createSignOnRepository({ database, atomically, clock }: SqlContext): SignOnRepository {
  return {
    begin: (flow) =>
      atomically(async (transaction) => {
        await transaction.deleteFrom('sign_on_flow').where('expires_at', '<=', isoTime(clock)).execute();
        await transaction
          .insertInto('sign_on_flow')
          .values({
            state_sha256: flow.stateSha256,
            browser_sha256: flow.browserSha256,
            provider: flow.provider,
            nonce: flow.nonce,
            code_verifier: flow.codeVerifier,
            next_path: flow.nextPath,
            link_user_id: flow.linkUserId,
            expires_at: flow.expiresAt,
          })
          .execute();
      }),

    async consume(stateSha256, at) {
      const row = await database
        .deleteFrom('sign_on_flow')
        .where('state_sha256', '=', stateSha256)
        .where('expires_at', '>', at)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : toFlow(row);
    },

    async findUser({ issuer, subject }) {
      const row = await database
        .selectFrom('account')
        .select('userId')
        .where('providerId', '=', prefix + issuer)
        .where('accountId', '=', subject)
        .executeTakeFirst();
      return row?.userId ?? null;
    },

    async link(userId, { issuer, subject }, at) {
      const tokens = { accessToken: null, refreshToken: null, idToken: null, accessTokenExpiresAt: null, refreshTokenExpiresAt: null };
      const id = `acc_${randomBytes(16).toString('hex')}`;
      const row = { id, accountId: subject, providerId: prefix + issuer, userId, ...tokens, scope: null, password: null };
      await database
        .insertInto('account')
        .values({ ...row, createdAt: at, updatedAt: at })
        .execute();
    },

    async unlink(userId, issuer) {
      const { numDeletedRows } = await database
        .deleteFrom('account')
        .where('userId', '=', userId)
        .where('providerId', '=', prefix + issuer)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async listLinks(userId) {
      const rows = await database
        .selectFrom('account')
        .select(['providerId', 'accountId'])
        .where('userId', '=', userId)
        .where('providerId', 'like', `${prefix}%`)
        .orderBy('providerId')
        .execute();
      return rows.map((row) => ({ issuer: row.providerId.slice(prefix.length), subject: row.accountId }));
    },

    countLinks: () => countLinks(database),
  };
}

async function countLinks(database: SqlContext['database']): ReturnType<SignOnRepository['countLinks']> {
  const rows = await database
    .selectFrom('account')
    .select((select) => ['providerId', select.fn.countAll<number | string>().as('people')])
    .where('providerId', 'like', `${prefix}%`)
    .groupBy('providerId')
    .orderBy('providerId')
    .execute();
  return rows.map((row) => ({ issuer: row.providerId.slice(prefix.length), people: Number(row.people) }));
}

function toFlow(row: SignOnFlowTable): SignOnFlow {
  return {
    stateSha256: row.state_sha256,
    browserSha256: row.browser_sha256,
    provider: row.provider,
    nonce: row.nonce,
    codeVerifier: row.code_verifier,
    nextPath: row.next_path,
    linkUserId: row.link_user_id,
    expiresAt: row.expires_at,
  };
}
