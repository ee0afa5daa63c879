import { doubtOf, type ValidityView } from '@carrel/contract';
import { TriangleAlert } from 'lucide-react';
import { useLanguage } from '../messages/language.tsx';

/** Says in a line why a document may not hold today; nothing where it gives no reason for doubt. */
export function ValidityLabel({ validity }: { readonly validity: ValidityView | undefined }) {
  const { messages, format } = useLanguage();
  const doubt = validity === undefined ? null : doubtOf(validity, new Date());
  if (validity === undefined || doubt === null) return null;
  const words = messages.desk.validity;
  // At noon: midnight of a day in UTC is the day before in half of the world.
  const dayOf = (day = '') => format.day(`${day}T12:00`);
  const text = {
    superseded: words.superseded(validity.supersededBy ?? ''),
    'not-yet': words.notYet(dayOf(validity.effective)),
    'review-due': words.reviewDue(dayOf(validity.reviewBy)),
  }[doubt];
  return (
    <span className="inline-flex items-baseline gap-1 text-small text-danger">
      <TriangleAlert aria-hidden className="size-3.5 shrink-0 translate-y-0.5" />
      {text}
    </span>
  );
}
