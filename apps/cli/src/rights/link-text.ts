import type { MailDeliveryView } from '@carrel/contract';
import type { CommandInput } from '../run-command.ts';

/** What became of a mail, for a person at a terminal. */
export function mailWords(mail: MailDeliveryView | null): string {
  if (mail === null) return 'by hand';
  if (mail.state === 'failed') return `not sent: ${mail.reason?.code ?? 'unknown'}`;
  return mail.state === 'sent' ? `sent ${mail.at}` : 'being sent';
}

/** The link, and whether it went by mail as well. */
export function linkText(email: string, url: string, mail: MailDeliveryView | null): string {
  const sent = mail === null ? '' : mail.state === 'sent' ? `Sent to ${email}.\n` : `Not sent to ${email}: ${mail.reason?.text ?? ''}\n`;
  return `${sent}To sign in once: ${url}\n`;
}

/** `--no-mail`. */
export function isMailed(options: CommandInput['options']): boolean {
  return options['mail'] !== false;
}
