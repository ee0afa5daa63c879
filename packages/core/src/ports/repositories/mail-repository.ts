import { z } from 'zod';
import type { UserId } from '../../ids.ts';

/** Mails with a link that lets somebody in: the link itself is kept nowhere, so they are sent at once or not at all. */
export const linkMailKinds = ['invitation', 'sign-in-link'] as const;
export type LinkMailKind = (typeof linkMailKinds)[number];

/** Notices to a person that something about their way in has changed. They hold no secret, and are tried again. */
export const noticeKinds = [
  'link-made',
  'password-changed',
  'second-factor-removed',
  'passkey-added',
  'passkey-removed',
  'address-changed',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Why a mail was not sent. A closed list; each has a text in the error catalogue. */
export const mailFailureCodes = [
  'MAIL_UNAVAILABLE',
  'MAIL_HOST_REFUSED',
  'MAIL_LOGIN_REFUSED',
  'MAIL_ENCRYPTION_FAILED',
  'MAIL_ADDRESS_REFUSED',
  'MAIL_REFUSED',
  'MAIL_INTERRUPTED',
  'MAIL_LIMITED',
] as const;
export const mailFailureCodeSchema = z.enum(mailFailureCodes);
export type MailFailureCode = (typeof mailFailureCodes)[number];

export interface MailDelivery {
  readonly id: string;
  readonly userId: UserId;
  readonly kind: LinkMailKind | NoticeKind;
  /** Where to; a notice of a new address goes to the one before. */
  readonly address: string;
  /** `waiting`: a notice whose turn comes. `sending`: somebody tries now, or was stopped while they tried. */
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed';
  /** Of the last attempt that failed. */
  readonly reason: MailFailureCode | null;
  readonly attempts: number;
  readonly createdAt: string;
  readonly changedAt: string;
}

export type MailOutcome =
  | { readonly state: 'sent' }
  | { readonly state: 'failed'; readonly reason: MailFailureCode }
  /** Is tried again from `dueAt` on. */
  | { readonly state: 'waiting'; readonly reason: MailFailureCode; readonly dueAt: string };

/** What became of mails. Without their text. */
export interface MailRepository {
  /** A link is sent by whoever adds it, so it begins as `sending`; a notice as `waiting`. Forgets what is older than 90 days. */
  add(mail: Pick<MailDelivery, 'id' | 'userId' | 'kind' | 'address' | 'createdAt'>): Promise<void>;
  settle(id: string, outcome: MailOutcome, at: string): Promise<void>;
  /** Takes notices that are due at `at`, oldest first, and those whose attempt began before `staleBefore` and never ended. */
  claimNotices(options: { readonly at: string; readonly staleBefore: string; readonly limit: number }): Promise<readonly MailDelivery[]>;
  /** The newest mail with a link of each of these people. */
  listNewestLinks(userIds: readonly UserId[]): Promise<readonly MailDelivery[]>;
  /** Mails that failed for good since then, newest first, at most 100. */
  listFailed(since: string): Promise<readonly MailDelivery[]>;
}
