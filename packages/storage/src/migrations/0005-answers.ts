import type { Migration } from './migration.ts';

/** Conversations and answers; settings and leases. */
export const answersMigration: Migration = {
  name: 'answers',
  statements: ({ text, integer, bigint, end }) => [
    `create table conversation (
      id ${text} primary key,
      owner_id ${text} not null references "user" ("id"),
      title ${text} not null,
      search_text ${text} not null,
      is_pinned ${integer} not null default 0 check (is_pinned in (0, 1)),
      created_at ${text} not null,
      updated_at ${text} not null,
      deleted_at ${text}
    ${end}`,
    `create index conversation_owner on conversation (owner_id, is_pinned, updated_at, id) where deleted_at is null`,
    `create table answer (
      id ${text} primary key,
      conversation_id ${text} not null references conversation (id),
      owner_id ${text} not null references "user" ("id"),
      question ${text} not null,
      state ${text} not null check (state in ('accepted', 'completed', 'refused', 'interrupted')),
      decision ${text},
      text ${text},
      citations ${text},
      model ${text},
      timings ${text},
      passages ${text} not null,
      intent_event_id ${text} not null unique,
      terminal_event_id ${text} unique,
      created_at ${text} not null,
      closed_at ${text},
      lease_until_ms ${bigint} not null,
      feedback_rating ${text},
      feedback_reason ${text},
      feedback_at ${text}
    ${end}`,
    `create index answer_conversation on answer (conversation_id, created_at, id)`,
    `create index answer_open on answer (lease_until_ms) where state = 'accepted'`,
    `create table setting (
      name ${text} not null,
      version ${integer} not null,
      value ${text} not null,
      created_at ${text} not null,
      primary key (name, version)
    ${end}`,
    `create table lease (
      name ${text} primary key,
      owner ${text} not null,
      epoch ${bigint} not null,
      until_ms ${bigint} not null
    ${end}`,
  ],
};
