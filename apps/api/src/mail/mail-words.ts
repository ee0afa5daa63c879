import type { LinkMailKind, NoticeKind } from '@carrel/core';

/** What a mail is made of. Names and addresses are on one line each, without control characters. */
export interface MailFacts {
  /** The address under which people reach Carrel. */
  readonly baseUrl: string;
  /** Of the account. */
  readonly email: string;
  /** UTC, to the minute. */
  readonly at: string;
}
export interface LinkFacts extends MailFacts {
  readonly url: string;
  readonly expiresAt: string;
  /** Who made the link. */
  readonly by: string;
}
export interface MailText {
  readonly subject: string;
  /** One paragraph each. */
  readonly paragraphs: readonly string[];
}

export interface MailWords {
  readonly links: Readonly<Record<LinkMailKind, (facts: LinkFacts) => MailText>>;
  readonly notices: Readonly<Record<NoticeKind, (facts: MailFacts) => MailText>>;
  /** Under every notice: what to do when it was somebody else. */
  readonly notYou: string;
  /** Under every mail. */
  readonly footer: (facts: MailFacts) => string;
}

/** Mails in English. */
export const mailWords: MailWords = {
  links: {
    invitation: ({ by, url, expiresAt }) => ({
      subject: 'Your invitation to Carrel',
      paragraphs: [
        `${by} has invited you to Carrel, the knowledge base of your company. Open this link, and set your name and password:`,
        url,
        `The link works once, until ${expiresAt}. Whoever has it can come in, so do not pass it on. If you did not expect it, leave it alone: it ends by itself.`,
      ],
    }),
    'sign-in-link': ({ by, url, expiresAt }) => ({
      subject: 'Your link to sign in to Carrel',
      paragraphs: [
        `${by} has made a link for you with which you can sign in to Carrel and set a new password:`,
        url,
        `The link works once, until ${expiresAt}. Whoever has it can come in, so do not pass it on. If you did not ask for it, tell an admin.`,
      ],
    }),
  },
  notices: {
    'link-made': ({ at }) => ({
      subject: 'A link to sign in to your Carrel account was made',
      paragraphs: [
        `On ${at} an admin made a one-time link with which somebody can sign in as you and set a new password. You get it from them.`,
      ],
    }),
    'password-changed': ({ at }) => ({
      subject: 'Your Carrel password was changed',
      paragraphs: [`On ${at} the password of your account was changed.`],
    }),
    'second-factor-removed': ({ at }) => ({
      subject: 'The second factor of your Carrel account was removed',
      paragraphs: [`On ${at} the second factor of your account was removed. From then on the password alone lets somebody in.`],
    }),
    'passkey-added': ({ at }) => ({
      subject: 'A passkey was added to your Carrel account',
      paragraphs: [`On ${at} a passkey was added to your account. It lets whoever has the device, and can unlock it, sign in as you.`],
    }),
    'passkey-removed': ({ at }) => ({
      subject: 'A passkey of your Carrel account was removed',
      paragraphs: [`On ${at} a passkey of your account was removed.`],
    }),
    'address-changed': ({ at }) => ({
      subject: 'The address of your Carrel account was changed',
      paragraphs: [`On ${at} your account got another e-mail address. Mails go there from now on; this is the last one to this address.`],
    }),
  },
  notYou: 'If this was not you, tell an admin of Carrel at once: they can end your sessions and give you a new way in.',
  footer: ({ baseUrl, email }) => `Carrel at ${baseUrl}, for ${email}. This mail was written by a program; nobody reads answers to it.`,
};
