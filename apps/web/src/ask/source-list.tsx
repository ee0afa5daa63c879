import type { CitationView } from '@carrel/contract';
import { groupBy } from '../lib/group-by.ts';
import { pathBesideTitle } from '../lib/path-beside-title.ts';
import { shortPlaceText } from '../lib/place-text.ts';
import { classNames } from '../lib/class-names.ts';
import { useLanguage } from '../messages/language.tsx';
import { isSameTarget } from '../reader/reader-target.ts';
import { useReader } from '../reader/reader-context.tsx';
import { ValidityLabel } from '../ui/validity-label.tsx';
import { SourceDate } from './source-date.tsx';
import { targetOf } from './citation-target.ts';

interface SourceListProps {
  readonly question: string;
  readonly citations: readonly CitationView[];
}

/** The sources below an answer: each document once, with the places and quotes that the sentences rest on. */
export function SourceList({ question, citations }: SourceListProps) {
  const { messages } = useLanguage();
  return (
    <section aria-label={`${messages.ask.sources}: ${question}`} className="flex flex-col gap-2">
      <h3 className="text-small font-medium text-faint">{messages.ask.sources}</h3>
      <ol className="divide-y divide-line rounded-box border border-line bg-sheet">
        {groupBy(citations, (citation) => citation.documentId).map(({ key, items }) => (
          <li key={key} className="py-2">
            <p className="flex min-w-0 items-baseline gap-2 px-3.5 pb-0.5">
              <span className="truncate text-ui font-medium">{items[0]?.title}</span>
              <span className="min-w-0 flex-1 truncate text-small text-faint">
                {pathBesideTitle(items[0]?.title ?? '', items[0]?.path ?? '')}
              </span>
              <ValidityLabel validity={items[0]?.validity} />
              {items[0] && <SourceDate citation={items[0]} />}
            </p>
            {items.map((citation) => (
              <SourceRow key={citation.number} citation={citation} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function SourceRow({ citation }: { readonly citation: CitationView }) {
  const { messages, format } = useLanguage();
  const reader = useReader();
  const isOpen = reader.target !== null && isSameTarget(reader.target, targetOf(citation));
  const number = format.number(citation.number);
  const place = shortPlaceText(citation, { messages, format });
  return (
    <button
      type="button"
      onClick={() => reader.open(targetOf(citation))}
      className={classNames(
        'flex w-full items-baseline gap-2.5 px-3.5 py-1 text-start transition-colors hover:bg-hover',
        isOpen && 'bg-marker-soft',
      )}
    >
      <span aria-hidden className={classNames('figures w-5 shrink-0 text-tiny font-semibold', isOpen ? 'text-ink' : 'text-accent')}>
        {number}
      </span>
      <span className="sr-only">{messages.ask.showSource(number)}: </span>
      <span className="line-clamp-2 min-w-0 flex-1 font-text text-body">{citation.quote}</span>
      {place !== null && <span className="figures max-w-[40%] shrink-0 truncate text-small text-faint">{place}</span>}
    </button>
  );
}
