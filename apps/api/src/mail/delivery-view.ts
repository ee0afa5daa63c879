import type { MailDeliveryView } from '@carrel/contract';
import type { Clock, MailDelivery } from '@carrel/core';
import { errorCatalogue } from '@carrel/core';
import { staleMs } from './mailing.ts';

/** A mail as people see it. An attempt that never ended was interrupted. */
export function deliveryView({ state, reason, changedAt }: MailDelivery, clock: Clock): MailDeliveryView {
  const isInterrupted = state === 'sending' && clock.nowMs() - Date.parse(changedAt) > staleMs;
  const code = isInterrupted ? 'MAIL_INTERRUPTED' : reason;
  if (state === 'failed' || isInterrupted)
    return { state: 'failed', reason: code === null ? null : { code, text: errorCatalogue[code].text }, at: changedAt };
  return { state: state === 'sent' ? 'sent' : 'sending', reason: null, at: changedAt };
}
