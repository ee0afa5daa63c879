import type { Mailer } from '@carrel/core';
import { createNetworkPolicy, systemNameLookup } from '@carrel/models';
import type { ApiConfig } from '@carrel/runtime';
import type { Mailing, MailingDeps } from './mailing.ts';
import { createMailing } from './mailing.ts';
import { createSmtpMailer } from './smtp-mailer.ts';

const noticePollMs = 2_000;

/** Mails by the server of the settings, if there is one. */
export function openMailing(
  deps: Omit<MailingDeps, 'mailer'>,
  { config, baseUrl }: { readonly config: ApiConfig; readonly baseUrl: () => string },
): { readonly mailer: Mailer | null; readonly mailing: Mailing } {
  const { mail, models } = config;
  const network = createNetworkPolicy(systemNameLookup, { allowRemote: true, offline: models.isOffline });
  const isOn = mail.smtpUrl !== null && mail.from !== null;
  const mailer = isOn ? createSmtpMailer({ network }, { url: mail.smtpUrl.reveal(), from: mail.from }) : null;
  return { mailer, mailing: createMailing({ ...deps, mailer }, { language: mail.language, baseUrl, pollMs: noticePollMs }) };
}
