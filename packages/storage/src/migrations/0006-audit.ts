import { appendOnly } from './append-only.ts';
import type { Migration } from './migration.ts';

/** The log. `audit_event` and `audit_ctx` can only grow: triggers refuse to change or delete a row, whoever asks. */
export const auditMigration: Migration = {
  name: 'audit',
  statements: ({ dialectName, text, integer, bigint, bytes, identity, end }) => [
    `create table audit_pending (
      position ${identity},
      id ${text} not null unique,
      draft ${text} not null,
      created_at ${text} not null
    ${end}`,
    `create table audit_event (
      shard ${integer} not null,
      seq ${bigint} not null,
      id ${text} not null unique,
      time ${text} not null,
      type ${text} not null,
      outcome ${text} not null,
      actor_ref ${text} not null,
      target_ref ${text},
      channel ${text} not null,
      leaf ${bytes} not null,
      leaf_hash ${text} not null,
      primary key (shard, seq)
    ${end}`,
    `create index audit_event_type on audit_event (type, shard, seq)`,
    `create index audit_event_actor on audit_event (actor_ref, shard, seq)`,
    `create index audit_event_target on audit_event (target_ref, shard, seq)`,
    `create table audit_ctx (
      shard ${integer} not null,
      seq ${bigint} not null,
      position ${integer} not null,
      document_ref ${text} not null,
      version_ref ${text} not null,
      chunk_ref ${text} not null,
      is_in_prompt ${integer} not null,
      is_cited ${integer} not null,
      primary key (shard, seq, position),
      foreign key (shard, seq) references audit_event (shard, seq)
    ${end}`,
    `create index audit_ctx_document on audit_ctx (document_ref, shard, seq)`,
    `create table audit_sealed (
      event_id ${text} not null,
      field ${text} not null,
      ciphertext ${bytes} not null,
      dek_id ${text} not null,
      primary key (event_id, field)
    ${end}`,
    `create table audit_dek (
      dek_id ${text} primary key,
      kind ${text} not null check (kind in ('subject', 'document')),
      owner_ref ${text} not null,
      wrapped ${bytes} not null,
      unique (kind, owner_ref)
    ${end}`,
    `create table audit_subject (
      user_id ${text} primary key,
      ref ${text} not null unique
    ${end}`,
    ...appendOnly(dialectName, 'audit_event'),
    ...appendOnly(dialectName, 'audit_ctx'),
  ],
};
