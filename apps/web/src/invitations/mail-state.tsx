import type { MailDeliveryView } from '@carrel/contract';
import { Clock, MailCheck, MailX } from 'lucide-react';
import { useFormat, useMessages } from '../messages/language.tsx';

/** What became of the mail with the link: sent, not sent and why, or on its way. */
export function MailState({ mail }: { readonly mail: MailDeliveryView }) {
  const words = useMessages().access.invitations.mail;
  const format = useFormat();
  const { state, reason, at } = mail;
  if (state === 'failed')
    return (
      <p className="flex gap-1.5 text-small text-danger">
        <MailX aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="min-w-0">{words.notSent(reason === null ? '' : words.reasons[reason.code])}</span>
      </p>
    );
  const Icon = state === 'sent' ? MailCheck : Clock;
  return (
    <p className="flex gap-1.5 text-small text-soft">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">{state === 'sent' ? words.sent(format.stamp(at)) : words.sending}</span>
    </p>
  );
}
