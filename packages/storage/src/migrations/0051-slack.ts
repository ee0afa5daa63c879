import type { Migration } from './migration.ts';

/** Whom a Slack account stands for, links to confirm that, what was handled already, threads, and the bot's own state. */
export const slackMigration: Migration = {
  name: 'slack',
  statements: ({ text, integer, end }) => [
    `create table slack_link (
      id ${text} primary key,
      team_id ${text} not null,
      slack_user_id ${text} not null,
      user_id ${text} not null references "user" ("id"),
      team_name ${text} not null,
      slack_user_name ${text} not null,
      created_at ${text} not null,
      unique (team_id, slack_user_id)
    ${end}`,
    `create index slack_link_user on slack_link (user_id)`,
    // Each row is taken once.
    `create table slack_link_request (
      token_sha256 ${text} primary key,
      team_id ${text} not null,
      slack_user_id ${text} not null,
      team_name ${text} not null,
      slack_user_name ${text} not null,
      expires_at ${text} not null
    ${end}`,
    `create index slack_link_request_expiry on slack_link_request (expires_at)`,
    // `place` says where to tell the person when the work on it was cut off: ids alone, never what was asked.
    `create table slack_event (
      event_id ${text} primary key,
      seen_at ${text} not null,
      place ${text},
      done_at ${text}
    ${end}`,
    `create index slack_event_age on slack_event (seen_at)`,
    `create table slack_thread (
      user_id ${text} not null references "user" ("id"),
      thread ${text} not null,
      conversation_id ${text} not null,
      primary key (user_id, thread)
    ${end}`,
    `create table slack_bot (
      id ${integer} primary key,
      state ${text},
      seen_at ${text},
      test_requested_at ${text}
    ${end}`,
  ],
};
