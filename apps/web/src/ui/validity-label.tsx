import { doubtOf, type ValidityView } from '@carrel/contract';
import { TriangleAlert } from 'lucide-react';
import { useLanguage } from '../messages/language.tsx';

/** Says in a line why a document may not hold today; nothing where it gives no reason for doubt. */
export function ValidityLabel({ validity }: { readonly validity: ValidityView | undefined }) {
  const text = useDoubtText(validity);
  if (text === null) return null;
  return (
    <span className="inline-flex items-baseline gap-1 text-small text-danger">
      <TriangleAlert aria-hidden className="size-3.5 shrink-0 translate-y-0.5" />
      {text}
    </span>
  );
}

function useDoubtText(validity: ValidityView | undefined): string | null {
  const { messages, format } = useLanguage();
  const words = messages.desk.validity;
  if (validity === undefined) return null;
  // At noon: midnight of a day in UTC is the day before in half of the world.
  const dayOf = (day: string) => format.day(`${day}T12:00`);
  const { effective, reviewBy, supersededBy } = validity;
  switch (doubtOf(validity, new Date())) {
    case 'superseded':
      return words.superseded(supersededBy ?? '');
    case 'not-yet':
      return effective === undefined ? null : words.notYet(dayOf(effective));
    case 'review-due':
      return reviewBy === undefined ? null : words.reviewDue(dayOf(reviewBy));
    case null:
      return null;
  }
}
