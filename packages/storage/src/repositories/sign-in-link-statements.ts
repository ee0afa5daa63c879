import { type IdentityRepository, isoTime } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

type SignInLinkStatements = Pick<IdentityRepository, 'createSignInLink' | 'consumeSignInLink'>;

/** Links that sign somebody in once. Only the SHA-256 of a link's secret is stored. */
export function createSignInLinkStatements({ database, atomically, clock }: SqlContext): SignInLinkStatements {
  return {
    createSignInLink: ({ tokenSha256, userId, expiresAt }) =>
      atomically(async (transaction) => {
        await transaction.deleteFrom('sign_in_link').where('expires_at', '<=', isoTime(clock)).execute();
        await transaction
          .insertInto('sign_in_link')
          .values({ token_sha256: tokenSha256, user_id: userId, expires_at: expiresAt })
          .execute();
      }),

    async consumeSignInLink(tokenSha256, at) {
      const row = await database
        .deleteFrom('sign_in_link')
        .where('token_sha256', '=', tokenSha256)
        .where('expires_at', '>', at)
        .returning('user_id')
        .executeTakeFirst();
      return row?.user_id ?? null;
    },
  };
}
