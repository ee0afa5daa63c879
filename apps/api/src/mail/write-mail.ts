import type { LinkMailKind, Mail, NoticeKind } from '@carrel/core';
import type { LinkFacts, MailFacts, MailWords } from './mail-words.ts';
import { mailWords } from './mail-words.ts';
import { mailWordsDe } from './mail-words-de.ts';

export type MailLanguage = 'en' | 'de';

const wordsOf: Readonly<Record<MailLanguage, MailWords>> = { en: mailWords, de: mailWordsDe };
const longestName = 100;

/** The mail that brings a link to its person. */
export function writeLinkMail(
  language: MailLanguage,
  kind: LinkMailKind,
  { to, facts }: { readonly to: string; readonly facts: LinkFacts },
): Mail {
  const words = wordsOf[language];
  const plain = { ...plainFacts(facts), by: onOneLine(facts.by), url: facts.url, expiresAt: minuteOf(facts.expiresAt) };
  const { subject, paragraphs } = words.links[kind](plain);
  return { to, subject, text: textOf([...paragraphs, words.footer(plain)]) };
}

/** The mail that tells a person that something about their way in has changed. */
export function writeNotice(
  language: MailLanguage,
  kind: NoticeKind,
  { to, facts }: { readonly to: string; readonly facts: MailFacts },
): Mail {
  const words = wordsOf[language];
  const plain = plainFacts(facts);
  const { subject, paragraphs } = words.notices[kind](plain);
  return { to, subject, text: textOf([...paragraphs, words.notYou, words.footer(plain)]) };
}

function plainFacts({ baseUrl, email, at }: MailFacts): MailFacts {
  return { baseUrl, email: onOneLine(email), at: minuteOf(at) };
}

function textOf(paragraphs: readonly string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}

/** A name is what somebody typed: no line of its own, nothing that turns text round, and not the whole mail. */
function onOneLine(name: string): string {
  return name
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, longestName);
}

/** `2026-11-25 14:30 UTC`: the same to everybody, wherever they are. */
function minuteOf(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}
