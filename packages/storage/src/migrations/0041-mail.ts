import type { Migration } from './migration.ts';

/** What became of mails to people. Neither their text nor the links in them are kept. */
export const mailMigration: Migration = {
  name: 'mail',
  statements: ({ text, integer, end }) => [
    `create table mail_delivery (
      id ${text} primary key,
      user_id ${text} not null references "user" ("id"),
      kind ${text} not null,
      address ${text} not null,
      state ${text} not null check (state in ('waiting', 'sending', 'sent', 'failed')),
      reason ${text},
      attempts ${integer} not null,
      created_at ${text} not null,
      changed_at ${text} not null,
      due_at ${text} not null,
      check (state <> 'failed' or reason is not null)
    ${end}`,
    `create index mail_delivery_user on mail_delivery (user_id, created_at)`,
    `create index mail_delivery_age on mail_delivery (created_at)`,
    `create index mail_delivery_due on mail_delivery (due_at) where state in ('waiting', 'sending')`,
  ],
};
