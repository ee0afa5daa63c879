import type { IdentityRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

/** People who were added and have neither a password nor an account of a provider yet. */
export function createInvitationStatements({ database }: SqlContext): Pick<IdentityRepository, 'listInvited' | 'endSignInLinks'> {
  return {
    async listInvited(at) {
      const rows = await database
        .selectFrom('user as u')
        .leftJoin('account as a', 'a.userId', 'u.id')
        .leftJoin('data_owner as o', 'o.user_id', 'u.id')
        .leftJoin('sign_in_link as l', (join) => join.onRef('l.user_id', '=', 'u.id').on('l.expires_at', '>', at))
        .where('a.id', 'is', null)
        .where('o.id', 'is', null)
        .where('u.isActive', '=', 1)
        .where('u.kind', '=', 'person')
        .groupBy('u.id')
        .select((select) => ['u.id as userId', select.fn.max('l.expires_at').as('expiresAt')])
        .orderBy('u.id')
        .execute();
      return rows.map(({ userId, expiresAt }) => ({ userId, expiresAt: expiresAt ?? null }));
    },

    async endSignInLinks(userId) {
      await database.deleteFrom('sign_in_link').where('user_id', '=', userId).execute();
    },
  };
}
