import type { UserId } from '@carrel/core';
import type { Kysely } from 'kysely';
import type { Schema } from '../sql/schema.ts';

/** Removes what a person is and has written. The row of the user stays, without a name: the past refers to its id. */
export async function erasePerson(transaction: Kysely<Schema>, userId: UserId, at: string): Promise<void> {
  const user = await transaction.selectFrom('user').select('email').where('id', '=', userId).executeTakeFirst();
  if (user === undefined) return;
  await transaction.deleteFrom('answer').where('owner_id', '=', userId).execute();
  await transaction.deleteFrom('conversation').where('owner_id', '=', userId).execute();
  await transaction.deleteFrom('idempotency').where('user_id', '=', userId).execute();
  await transaction.deleteFrom('session').where('userId', '=', userId).execute();
  await transaction.deleteFrom('account').where('userId', '=', userId).execute();
  await transaction.deleteFrom('twoFactor').where('userId', '=', userId).execute();
  await transaction.deleteFrom('verification').where('identifier', 'like', `%${user.email}%`).execute();
  await transaction.deleteFrom('sign_in_link').where('user_id', '=', userId).execute();
  await transaction.deleteFrom('mail_delivery').where('user_id', '=', userId).execute();
  await transaction.deleteFrom('sign_on_flow').where('link_user_id', '=', userId).execute();
  await transaction.deleteFrom('passkey').where('user_id', '=', userId).execute();
  await transaction.deleteFrom('passkey_challenge').where('user_id', '=', userId).execute();
  await transaction.updateTable('api_key').set({ name: 'erased', revoked_at: at }).where('owner_id', '=', userId).execute();
  await transaction
    .updateTable('user')
    .set({
      name: 'Erased person',
      email: `${userId.toLowerCase()}@erased.invalid`,
      image: null,
      isActive: 0,
      lastSignInAt: null,
      updatedAt: at,
    })
    .where('id', '=', userId)
    .execute();
  // What was asked about the person may name them.
  await transaction.updateTable('erasure_request').set({ reason: '' }).where('user_id', '=', userId).execute();
  await transaction.updateTable('content_hold').set({ reason: '' }).where('user_id', '=', userId).execute();
}
