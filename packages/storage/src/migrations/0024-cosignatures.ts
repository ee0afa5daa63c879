import { appendOnly } from './append-only.ts';
import type { Migration } from './migration.ts';

/** What witnesses have cosigned: a line for each, to be put below the checkpoint. */
export const cosignaturesMigration: Migration = {
  name: 'cosignatures',
  statements: ({ dialectName, text, integer, bigint, end }) => [
    `create table audit_cosignature (
      shard ${integer} not null,
      size ${bigint} not null,
      witness ${text} not null,
      line ${text} not null,
      created_at ${text} not null,
      primary key (shard, size, witness),
      foreign key (shard, size) references audit_checkpoint (shard, size)
    ${end}`,
    `create index audit_cosignature_witness on audit_cosignature (shard, witness, size)`,
    `create index audit_sealed_dek on audit_sealed (dek_id)`,
    ...appendOnly(dialectName, 'audit_cosignature'),
  ],
};
