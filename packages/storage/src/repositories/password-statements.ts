import type { IdentityRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

/** better-auth's name for an account with a password. */
const providerId = 'credential';

/** The part of better-auth's tables that set-up writes itself, so that it is one transaction with its record. */
export function createPasswordStatements({
  database,
  dialectName,
  atomically,
}: SqlContext): Pick<IdentityRepository, 'updateUser' | 'hasPassword' | 'hasSecondFactor' | 'removeSecondFactor' | 'setPasswordHash'> {
  return {
    async updateUser(id, { name, email, at }) {
      await database.updateTable('user').set({ name, email: email.toLowerCase(), updatedAt: at }).where('id', '=', id).execute();
    },

    async hasPassword(id) {
      const row = await database
        .selectFrom('account')
        .select('id')
        .where('userId', '=', id)
        .where('providerId', '=', providerId)
        .where('password', 'is not', null)
        .executeTakeFirst();
      return row !== undefined;
    },

    async hasSecondFactor(id) {
      const row = await database.selectFrom('user').select('twoFactorEnabled as isOn').where('id', '=', id).executeTakeFirst();
      return row?.isOn === true || row?.isOn === 1;
    },

    removeSecondFactor: (id, at) =>
      atomically(async (transaction) => {
        const off = dialectName === 'sqlite' ? 0 : false;
        await transaction.deleteFrom('twoFactor').where('userId', '=', id).execute();
        const { numUpdatedRows } = await transaction
          .updateTable('user')
          .set({ twoFactorEnabled: off, updatedAt: at })
          .where('id', '=', id)
          .where('twoFactorEnabled', '=', dialectName === 'sqlite' ? 1 : true)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),

    async setPasswordHash(id, passwordHash, at) {
      const absent = {
        accessToken: null,
        refreshToken: null,
        idToken: null,
        accessTokenExpiresAt: null,
        refreshTokenExpiresAt: null,
        scope: null,
      };
      await database
        .insertInto('account')
        .values({
          id: `acc_${id.slice(id.indexOf('_') + 1)}`,
          accountId: id,
          providerId,
          userId: id,
          ...absent,
          password: passwordHash,
          createdAt: at,
          updatedAt: at,
        })
        .onConflict((conflict) => conflict.columns(['providerId', 'accountId']).doUpdateSet({ password: passwordHash, updatedAt: at }))
        .execute();
    },
  };
}
