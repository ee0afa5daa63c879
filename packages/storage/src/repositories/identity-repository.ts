import { type IdentityRepository, isoTime, type User, type UserId, type UserKind } from '@carrel/core';
import { type Kysely, sql } from 'kysely';
import type { Schema, UserTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { createApiKeyStatements } from './api-key-statements.ts';
import { nextNumber } from './counters.ts';
import { createInvitationStatements } from './invitation-statements.ts';
import { createPasswordStatements } from './password-statements.ts';
import { createSignInLinkStatements } from './sign-in-link-statements.ts';

export function createIdentityRepository(context: SqlContext): IdentityRepository {
  const { database, atomically, clock } = context;

  return {
    ...createApiKeyStatements(context),
    ...createInvitationStatements(context),
    ...createPasswordStatements(context),
    ...createSignInLinkStatements(context),

    findUser: async (id) => first(await usersOf(selectUsers(database).where('u.id', '=', id))),
    findUserByEmail: async (email) => first(await usersOf(selectUsers(database).where('u.email', '=', email.toLowerCase()))),
    listUsers: () => usersOf(selectUsers(database)),

    async countUsers() {
      const { rows } = await sql<{ users: number }>`select count(*) as users from "user"`.execute(database);
      return rows[0]?.users ?? 0;
    },

    async createUser({ id, name, email, createdAt, kind = 'person' }) {
      await database
        .insertInto('user')
        .values({ id, name, email: email.toLowerCase(), emailVerified: false, image: null, createdAt, updatedAt: createdAt, kind })
        .execute();
    },

    setActive: (id, isActive) =>
      atomically(async (transaction) => {
        await transaction
          .updateTable('user')
          .set({ isActive: isActive ? 1 : 0, updatedAt: isoTime(clock) })
          .where('id', '=', id)
          .execute();
        await noteActivity(transaction, { id, isActive, at: isoTime(clock) });
        if (!isActive) await endAccess(transaction, id, isoTime(clock));
        await nextNumber(transaction, 'access-epoch');
      }),

    async noteSignIn(id, at) {
      await database.updateTable('user').set({ lastSignInAt: at }).where('id', '=', id).execute();
    },

    async grantRole(userId, role, at) {
      await database
        .insertInto('role_grant')
        .values({ user_id: userId, role, valid_from: at, valid_to: null })
        .onConflict((conflict) => conflict.columns(['user_id', 'role']).where('valid_to', 'is', null).doNothing())
        .execute();
    },

    async revokeRole(userId, role, at) {
      await database
        .updateTable('role_grant')
        .set({ valid_to: at })
        .where('user_id', '=', userId)
        .where('role', '=', role)
        .where('valid_to', 'is', null)
        .execute();
    },

    findOwner: async () => first(await usersOf(selectUsers(database).innerJoin('data_owner as o', 'o.user_id', 'u.id'))),

    async setOwner(userId) {
      await database
        .insertInto('data_owner')
        .values({ id: 1, user_id: userId })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ user_id: userId }))
        .execute();
    },
  };
}

/** Keeps since when somebody is inactive, and until when they were: they could read nothing in between. */
async function noteActivity(
  transaction: Kysely<Schema>,
  { id, isActive, at }: { readonly id: UserId; readonly isActive: boolean; readonly at: string },
): Promise<void> {
  if (isActive)
    await sql`update user_inactivity set valid_to = case when valid_from > ${at} then valid_from else ${at} end
      where user_id = ${id} and valid_to is null`.execute(transaction);
  else
    await sql`insert into user_inactivity (user_id, valid_from, valid_to)
      select ${id}, ${at}, null where not exists (select 1 from user_inactivity where user_id = ${id} and valid_to is null)
      on conflict (user_id, valid_from) do update set valid_to = null`.execute(transaction);
}

/** Sessions, keys and links to Slack accounts do not come back with the person: whoever is switched on again signs in anew. */
async function endAccess(database: Kysely<Schema>, id: UserTable['id'], at: string): Promise<void> {
  await database.deleteFrom('session').where('userId', '=', id).execute();
  await database.deleteFrom('slack_link').where('user_id', '=', id).execute();
  await database.updateTable('api_key').set({ revoked_at: at }).where('owner_id', '=', id).where('revoked_at', 'is', null).execute();
}

/** One row for each role that a user has, and one without a role for who has none. */
function selectUsers(database: Kysely<Schema>) {
  return database
    .selectFrom('user as u')
    .leftJoin('role_grant as r', (join) => join.onRef('r.user_id', '=', 'u.id').on('r.valid_to', 'is', null))
    .select(['u.id', 'u.name', 'u.email', 'u.kind', 'u.isActive', 'u.createdAt', 'u.lastSignInAt', 'r.role'])
    .orderBy('u.createdAt')
    .orderBy('u.id')
    .orderBy('r.role');
}

type UserRow = Pick<UserTable, 'id' | 'name' | 'email' | 'createdAt'> & {
  readonly lastSignInAt: string | null;
  readonly kind: UserKind;
  readonly isActive: number;
  readonly role: User['roles'][number] | null;
};

async function usersOf(query: { execute(): Promise<readonly UserRow[]> }): Promise<readonly User[]> {
  const users = new Map<string, User>();
  for (const row of await query.execute()) {
    const roles = [...(users.get(row.id)?.roles ?? []), ...(row.role === null ? [] : [row.role])];
    const createdAt = new Date(row.createdAt).toISOString();
    const { id, kind, name, email, lastSignInAt } = row;
    users.set(id, { id, kind, name, email, roles, isActive: row.isActive === 1, createdAt, lastSignInAt });
  }
  return [...users.values()];
}

function first(users: readonly User[]): User | null {
  return users[0] ?? null;
}
