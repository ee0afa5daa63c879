import { randomBytes } from 'node:crypto';
import type {
  Clock,
  LinkMailKind,
  Logger,
  Mail,
  MailDelivery,
  MailFailureCode,
  MailOutcome,
  Mailer,
  NoticeKind,
  RateLimit,
  RateLimiter,
  RecordStore,
  Repositories,
  User,
} from '@carrel/core';
import { CarrelError, isCarrelError, isoTime, noticeKinds } from '@carrel/core';
import { mailFailureCodeOf } from './mail-failure.ts';
import type { MailLanguage } from './write-mail.ts';
import { writeLinkMail, writeNotice } from './write-mail.ts';

/** A link that was made, and is to be brought to its person. */
export interface LinkMail {
  /** As `beginLink` gave it. */
  readonly deliveryId: string;
  readonly user: Pick<User, 'id' | 'email'>;
  readonly kind: LinkMailKind;
  readonly url: string;
  readonly expiresAt: string;
  /** Name of whoever made it. */
  readonly by: string;
}

/** Mails to people about their way in. Without a mail server nothing is noted and nothing sent. */
export interface Mailing {
  readonly isOn: boolean;
  /** In the transaction that makes a link: notes that it will be sent. Null without a mail server. */
  beginLink(transaction: Pick<Repositories, 'mail'>, user: Pick<User, 'id' | 'email'>, kind: LinkMailKind): Promise<string | null>;
  /** After its commit. Never throws: what became of it is kept with the mail. */
  sendLink(link: LinkMail): Promise<void>;
  /** In the transaction of what is told of. It is sent soon, and tried again for half an hour when the server is away. */
  notify(transaction: Pick<Repositories, 'mail'>, user: Pick<User, 'id' | 'email'>, kind: NoticeKind): Promise<void>;
  close(): Promise<void>;
}

export interface MailingDeps {
  readonly mailer: Mailer | null;
  readonly store: RecordStore;
  readonly rateLimiter: RateLimiter;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface MailingOptions {
  readonly language: MailLanguage;
  readonly baseUrl: () => string;
  /** How often notices are looked for. */
  readonly pollMs: number;
}

/** Nobody's mailbox is filled by Carrel, whoever makes links for them. */
const mailsPerAddress: RateLimit = { name: 'mails-by-address', amount: 20, windowMs: 60 * 60_000 };
/** An attempt ends long before: whoever began it was stopped. */
export const staleMs = 120_000;
const mostAttempts = 6;
const firstRetryMs = 15_000;
const noticesAtOnce = 20;

export function createMailing(deps: MailingDeps, options: MailingOptions): Mailing {
  const { mailer, store, clock, logger } = deps;
  if (mailer === null)
    return {
      isOn: false,
      beginLink: async () => null,
      sendLink: async () => undefined,
      notify: async () => undefined,
      close: async () => undefined,
    };
  const send = createSending({ ...deps, mailer });
  const notices = runNotices(deps, options, send);
  const add = async (transaction: Pick<Repositories, 'mail'>, user: Pick<User, 'id' | 'email'>, kind: MailDelivery['kind']) => {
    const id = `mail_${randomBytes(16).toString('hex')}`;
    await transaction.mail.add({ id, userId: user.id, kind, address: user.email, createdAt: isoTime(clock) });
    return id;
  };
  return {
    isOn: true,
    beginLink: add,
    async sendLink({ deliveryId, user, kind, url, expiresAt, by }) {
      const facts = { baseUrl: options.baseUrl(), email: user.email, at: isoTime(clock), url, expiresAt, by };
      const reason = await send(writeLinkMail(options.language, kind, { to: user.email, facts }));
      if (reason !== null) logger.warn('mail.not-sent', { kind, userId: user.id, code: reason });
      const outcome = reason === null ? ({ state: 'sent' } as const) : ({ state: 'failed', reason } as const);
      await store
        .transaction(({ mail }) => mail.settle(deliveryId, outcome, isoTime(clock)))
        .catch((error: unknown) => logger.error('mail.outcome-lost', error, { userId: user.id }));
    },
    notify: async (transaction, user, kind) => void (await add(transaction, user, kind)),
    close: notices.stop,
  };
}

/** Gives why a mail was not sent; null: it was. */
type Sending = (mail: Mail) => Promise<MailFailureCode | null>;

function createSending({ mailer, rateLimiter }: { readonly mailer: Mailer; readonly rateLimiter: RateLimiter }): Sending {
  return async (mail) => {
    try {
      await rateLimiter.take(mailsPerAddress, mail.to);
      await mailer.send(mail);
      return null;
    } catch (error) {
      return isCarrelError(error) && error.code === 'RATE_LIMITED' ? 'MAIL_LIMITED' : mailFailureCodeOf(error);
    }
  };
}

/** Sends notices that are due, from now on. */
function runNotices({ store, clock, logger }: MailingDeps, options: MailingOptions, send: Sending): { readonly stop: () => Promise<void> } {
  async function sendNotice({ id, userId, address, createdAt, attempts, ...notice }: MailDelivery): Promise<void> {
    const kind = noticeKinds.find((one) => one === notice.kind);
    if (kind === undefined) return;
    const facts = { baseUrl: options.baseUrl(), email: address, at: createdAt };
    const reason = await send(writeNotice(options.language, kind, { to: address, facts }));
    if (reason !== null) logger.warn('mail.not-sent', { kind, userId, code: reason, attempt: attempts });
    await store.transaction(({ mail }) => mail.settle(id, outcomeOf(reason, attempts, clock), isoTime(clock)));
  }
  async function sendDue(): Promise<void> {
    try {
      const staleBefore = new Date(clock.nowMs() - staleMs).toISOString();
      const due = await store.transaction(({ mail }) => mail.claimNotices({ at: isoTime(clock), staleBefore, limit: noticesAtOnce }));
      for (const notice of due) await sendNotice(notice);
    } catch (error) {
      logger.error('mail.notices-failed', error);
    }
  }
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= sendDue().finally(() => {
      running = null;
    });
  }, options.pollMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

function outcomeOf(reason: MailFailureCode | null, attempts: number, clock: Clock): MailOutcome {
  if (reason === null) return { state: 'sent' };
  if (attempts >= mostAttempts || !new CarrelError(reason).isRetryable) return { state: 'failed', reason };
  return { state: 'waiting', reason, dueAt: new Date(clock.nowMs() + firstRetryMs * 3 ** (attempts - 1)).toISOString() };
}
