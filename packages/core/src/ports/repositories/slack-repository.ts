import type { ConversationId, UserId } from '../../ids.ts';

/** An account of Slack: ids of its workspace ("team") and of the member in it. */
export interface SlackAccount {
  readonly teamId: string;
  readonly slackUserId: string;
}

/** A Slack account with the names that Slack gave for it. */
export interface NamedSlackAccount extends SlackAccount {
  readonly teamName: string;
  readonly slackUserName: string;
}

/** Says that a Slack account is this person's: what is asked there is asked by them. */
export interface SlackLink extends NamedSlackAccount {
  readonly id: string;
  readonly userId: UserId;
  readonly createdAt: string;
}

/** A one-time link that was given to a Slack account, and waits for somebody to confirm it. */
export interface SlackLinkRequest extends NamedSlackAccount {
  readonly tokenSha256: string;
  readonly expiresAt: string;
}

/** Something that Slack sent and that is not finished. `place` is what the bot wrote down: ids alone. */
export interface SlackEventRecord {
  readonly eventId: string;
  readonly seenAt: string;
  readonly place: string | null;
}

/** What the bot said last about itself. */
export interface SlackBotRecord {
  readonly state: string | null;
  readonly seenAt: string | null;
  readonly testRequestedAt: string | null;
}

export interface SlackRepository {
  findLink(account: SlackAccount): Promise<SlackLink | null>;
  /** Of accounts of one team, those that are linked to somebody. */
  findLinks(teamId: string, slackUserIds: readonly string[]): Promise<readonly SlackLink[]>;
  /** Of one person, or of everybody (null); oldest first. */
  listLinks(userId: UserId | null): Promise<readonly SlackLink[]>;
  /** Whoever the account was linked to before is not any more. */
  putLink(link: SlackLink): Promise<void>;
  /** Of this person alone, or of anybody (null). Gives what was removed. */
  removeLink(id: string, userId: UserId | null): Promise<SlackLink | null>;
  createLinkRequest(request: SlackLinkRequest): Promise<void>;
  findLinkRequest(tokenSha256: string, at: string): Promise<SlackLinkRequest | null>;
  /** One use: the row is gone afterwards, and every other one of that account. Null when unknown, used or expired at `at`. */
  consumeLinkRequest(tokenSha256: string, at: string): Promise<SlackLinkRequest | null>;
  /** Gives the ids that were not seen since `keepSince`: they are the caller's from now on. Older ones are forgotten. */
  claimEvents(
    events: readonly { readonly eventId: string; readonly place: string | null }[],
    when: { readonly at: string; readonly keepSince: string },
  ): Promise<readonly string[]>;
  finishEvent(eventId: string, at: string): Promise<void>;
  /** Claimed before `before` and not finished, oldest first, at most 500. */
  listUnfinishedEvents(before: string): Promise<readonly SlackEventRecord[]>;
  findThread(userId: UserId, thread: string): Promise<ConversationId | null>;
  putThread(userId: UserId, thread: string, conversationId: ConversationId): Promise<void>;
  readBot(): Promise<SlackBotRecord>;
  /** The bot lives and says this. Gives when a test was asked for last. */
  noteBot(state: string, at: string): Promise<{ readonly testRequestedAt: string | null }>;
  requestTest(at: string): Promise<void>;
}
