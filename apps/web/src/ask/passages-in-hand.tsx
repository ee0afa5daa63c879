import type { PassageView } from '@carrel/contract';
import { groupBy } from '../lib/group-by.ts';
import { shortPlaceText } from '../lib/place-text.ts';
import { useLanguage } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { targetOf } from './citation-target.ts';

const shownDocuments = 5;

/** The documents that are being read for the answer: something to look at while the model still reads. */
export function PassagesInHand({ passages }: { readonly passages: readonly PassageView[] }) {
  const { messages, format } = useLanguage();
  const reader = useReader();
  const documents = groupBy(passages, (passage) => passage.documentId).slice(0, shownDocuments);
  return (
    <div className="appear flex flex-col gap-2">
      <h3 className="text-small font-medium text-faint">{messages.ask.inHand}</h3>
      <ul className="flex flex-wrap gap-2">
        {documents.map(({ key, items }) => {
          const [first] = items;
          const place = first ? shortPlaceText(first, { messages, format }) : null;
          return (
            first && (
              <li key={key} className="max-w-full">
                <button
                  type="button"
                  onClick={() => reader.open(targetOf(first))}
                  className="flex max-w-full items-baseline gap-2 rounded-box border border-line bg-sheet px-2.5 py-1 text-small hover:border-line-strong"
                >
                  <span className="truncate">{first.title}</span>
                  {place !== null && <span className="figures shrink-0 text-faint">{place}</span>}
                </button>
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}
