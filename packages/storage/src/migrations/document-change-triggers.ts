import type { DialectName } from '../sql/schema.ts';

const documentColumns = 'collection_id, policy_id, path, title, active_version_id, newest_version_id, deleted_at';
const versionColumns =
  'state, reason_code, attempt, page_count, chunk_count, char_count, published_at, progress_stage, progress_done, progress_total';

/**
 * Number the changes of documents and of their versions in `document.change_seq`, so that one who has seen everything up
 * to a number misses nothing by asking for what is above it.
 *
 * SQLite has one writer, so a counter that the writer raises grows in the order of commits. In PostgreSQL a lower number
 * of a counter or sequence can be committed later than a higher one; there the number is the id of the transaction, and
 * readers go up to the oldest one that is still running (`document-changes.ts`).
 */
export function documentChangeTriggers(dialectName: DialectName): readonly string[] {
  return dialectName === 'sqlite' ? sqliteTriggers() : postgresTriggers;
}

function sqliteTriggers(): readonly string[] {
  const stamp = (documentId: string) => `begin
      update counter set value = value + 1 where name = 'document-change';
      update document set change_seq = (select value from counter where name = 'document-change') where id = ${documentId};
    end`;
  return [
    `create trigger document_created after insert on document ${stamp('new.id')}`,
    `create trigger document_changed after update of ${documentColumns} on document ${stamp('new.id')}`,
    `create trigger document_version_created after insert on document_version ${stamp('new.document_id')}`,
    `create trigger document_version_changed after update of ${versionColumns} on document_version ${stamp('new.document_id')}`,
  ];
}

const postgresTriggers: readonly string[] = [
  `create function document_stamp() returns trigger language plpgsql as $$
    begin
      new.change_seq := pg_current_xact_id()::text::bigint;
      return new;
    end $$`,
  `create function document_version_stamp() returns trigger language plpgsql as $$
    begin
      update document set change_seq = 0 where id = new.document_id;
      return null;
    end $$`,
  `create trigger document_changed before insert or update on document for each row execute function document_stamp()`,
  `create trigger document_version_changed after insert or update of ${versionColumns} on document_version
    for each row execute function document_version_stamp()`,
];
