import { type ApiKey, apiKeyScopes, type IdentityRepository } from '@carrel/core';
import { z } from 'zod';
import type { ApiKeyTable } from '../sql/schema.ts';
import type { SqlContext } from '../sql/sql-context.ts';
import { fromStoredJson } from './stored-json.ts';

/** "Last used" is for people: a key in constant use costs one durable write a minute, not one a request. */
const touchIntervalMs = 60_000;

const scopesSchema = z.array(z.enum(apiKeyScopes));

type ApiKeyStatements = Pick<
  IdentityRepository,
  'createApiKey' | 'findApiKey' | 'listApiKeys' | 'listAllApiKeys' | 'revokeApiKey' | 'touchApiKey'
>;

/** Only the SHA-256 of a key's secret is stored. */
export function createApiKeyStatements({ database }: SqlContext): ApiKeyStatements {
  return {
    async createApiKey(key) {
      await database
        .insertInto('api_key')
        .values({
          id: key.id,
          owner_id: key.ownerId,
          name: key.name,
          prefix: key.prefix,
          key_sha256: key.keySha256,
          scopes: JSON.stringify(key.scopes),
          created_at: key.createdAt,
          expires_at: key.expiresAt,
          revoked_at: null,
          last_used_at: null,
        })
        .execute();
    },

    async findApiKey(keySha256, at) {
      const row = await database
        .selectFrom('api_key')
        .selectAll()
        .where('key_sha256', '=', keySha256)
        .where('revoked_at', 'is', null)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', at)]))
        .executeTakeFirst();
      return row ? toApiKey(row) : null;
    },

    async listApiKeys(ownerId) {
      const rows = await database
        .selectFrom('api_key')
        .selectAll()
        .where('owner_id', '=', ownerId)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(toApiKey);
    },

    async listAllApiKeys() {
      const rows = await database.selectFrom('api_key').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
      return rows.map(toApiKey);
    },

    async revokeApiKey(id, ownerId, at) {
      const { numUpdatedRows } = await database
        .updateTable('api_key')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('owner_id', '=', ownerId)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async touchApiKey(id, at) {
      const notWorthAWrite = new Date(Date.parse(at) - touchIntervalMs).toISOString();
      await database
        .updateTable('api_key')
        .set({ last_used_at: at })
        .where('id', '=', id)
        .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<=', notWorthAWrite)]))
        .execute();
    },
  };
}

function toApiKey(row: ApiKeyTable): ApiKey {
  return {
    id: row.id,
    ownerId: row.owner_id,
    name: row.name,
    prefix: row.prefix,
    scopes: fromStoredJson(scopesSchema, row.scopes, 'the scopes of an API key'),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
