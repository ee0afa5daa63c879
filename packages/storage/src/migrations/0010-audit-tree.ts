import type { DialectName } from '../sql/schema.ts';
import { appendOnly } from './append-only.ts';
import type { Migration } from './migration.ts';

/**
 * The Merkle tree over the log, and what was signed about it. Each size of a shard is signed once, by the one key of the
 * shard; a tile only ever grows at its end.
 */
export const auditTreeMigration: Migration = {
  name: 'audit-tree',
  statements: ({ dialectName, text, integer, bigint, bytes, end }) => [
    `create table audit_tile (
      shard ${integer} not null,
      level ${integer} not null,
      tile_index ${bigint} not null,
      data ${bytes} not null check (length(data) between 32 and 8192 and length(data) % 32 = 0),
      primary key (shard, level, tile_index)
    ${end}`,
    `create table audit_checkpoint (
      shard ${integer} not null,
      size ${bigint} not null,
      root_hash ${text} not null,
      note ${text} not null,
      created_at ${text} not null,
      primary key (shard, size)
    ${end}`,
    `create table audit_log_key (
      shard ${integer} primary key,
      verifier_key ${text} not null
    ${end}`,
    ...growOnly(dialectName),
    ...appendOnly(dialectName, 'audit_checkpoint'),
    ...appendOnly(dialectName, 'audit_log_key'),
  ],
};

function growOnly(dialectName: DialectName): readonly string[] {
  if (dialectName === 'sqlite') {
    return [
      `create trigger audit_tile_only_grows before update on audit_tile
        when old.shard <> new.shard or old.level <> new.level or old.tile_index <> new.tile_index
          or substr(new.data, 1, length(old.data)) <> old.data
        begin select raise(abort, 'audit_tile only grows'); end`,
      `create trigger audit_tile_no_delete before delete on audit_tile begin select raise(abort, 'audit_tile only grows'); end`,
    ];
  }
  return [
    `create function audit_tile_only_grows() returns trigger language plpgsql as $$ begin raise exception 'audit_tile only grows'; end $$`,
    `create trigger audit_tile_only_grows before update on audit_tile for each row
      when (old.shard <> new.shard or old.level <> new.level or old.tile_index <> new.tile_index
        or substr(new.data, 1, length(old.data)) <> old.data)
      execute function audit_tile_only_grows()`,
    `create trigger audit_tile_no_delete before delete on audit_tile for each row execute function audit_tile_only_grows()`,
    `create trigger audit_tile_no_truncate before truncate on audit_tile for each statement execute function audit_tile_only_grows()`,
  ];
}
