import type { CitationView } from '@carrel/contract';
import { useMessages } from '../messages/language.tsx';
import { ValidityLabel } from '../ui/validity-label.tsx';
import { PlaceLine } from './place-line.tsx';

/** What hovering over a chip shows: where the sentence comes from, and its exact words there. */
export function CitationCard({ citation }: { readonly citation: CitationView }) {
  const messages = useMessages();
  return (
    <div className="flex flex-col gap-2">
      <p className="text-ui font-semibold">{citation.title}</p>
      <PlaceLine title={citation.title} path={citation.path} page={citation.page} location={citation.location} />
      <ValidityLabel validity={citation.validity} />
      {citation.context !== undefined && <p className="text-small text-soft">{citation.context}</p>}
      <blockquote className="line-clamp-8 border-l-2 border-marker-line pl-3 font-text text-body">{citation.quote}</blockquote>
      {!citation.supported && <p className="text-small font-medium text-danger">{messages.ask.unsupported}</p>}
    </div>
  );
}
