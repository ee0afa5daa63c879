import type { IndexRequest, IndexRequestRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';

export function createIndexRequestRepository({ database }: SqlContext): IndexRequestRepository {
  const named = ({ versionId, generation }: Pick<IndexRequest, 'versionId' | 'generation'>) =>
    database.deleteFrom('index_request').where('version_id', '=', versionId).where('generation', '=', generation);

  return {
    async put({ versionId, generation, language }) {
      const asked = { generation, language, outcome: null };
      await database
        .insertInto('index_request')
        .values({ version_id: versionId, ...asked })
        .onConflict((conflict) => conflict.column('version_id').doUpdateSet(asked))
        .execute();
    },

    async list() {
      const rows = await database.selectFrom('index_request').selectAll().orderBy('generation').execute();
      return rows.map(({ version_id, generation, language, outcome }) => ({ versionId: version_id, generation, language, outcome }));
    },

    async answer({ versionId, generation }, outcome) {
      const { numUpdatedRows } = await database
        .updateTable('index_request')
        .set({ outcome })
        .where('version_id', '=', versionId)
        .where('generation', '=', generation)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async redeem(request) {
      const { numDeletedRows } = await named(request).where('outcome', '=', 'written').executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async withdraw(request) {
      await named(request).execute();
    },

    async removeAbandoned(nowMs) {
      const { numDeletedRows } = await database
        .deleteFrom('index_request')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('document_version')
                .select('id')
                .whereRef('document_version.id', '=', 'index_request.version_id')
                .where('state', '=', 'embedding')
                .where('lease_owner', 'is not', null)
                .where('lease_until_ms', '>', nowMs),
            ),
          ),
        )
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
