import type { AskResult, CitationView } from '@carrel/contract';
import { Quote } from 'lucide-react';
import { useMessages } from '../messages/language.tsx';
import { ValidityLabel } from '../ui/validity-label.tsx';
import { CitationChip } from './citation-chip.tsx';
import { PlaceLine } from './place-line.tsx';
import { SourceDate } from './source-date.tsx';

/** Keeps a chip on the line of the last word. */
const fixedSpace = '\u00A0';

interface QuotedAnswerProps {
  readonly citations: readonly CitationView[];
  /** Null: not known. */
  readonly reason: AskResult['quotingReason'];
}

/** Sentences of the documents themselves, set as quotations. */
export function QuotedAnswer({ citations, reason }: QuotedAnswerProps) {
  const messages = useMessages();
  return (
    <div className="flex flex-col gap-5">
      <p className="flex items-start gap-2 text-ui text-soft">
        <Quote aria-hidden className="mt-0.5 size-4 shrink-0 text-marker-line" />
        <span>
          <strong className="font-semibold text-ink">{messages.ask.quotedTitle}.</strong> {messages.ask.quotedReasons[reason ?? 'unknown']}
        </span>
      </p>
      {citations.map((citation) => (
        <figure key={citation.number} className="measure border-l-[3px] border-marker-line pl-4">
          {citation.context !== undefined && <p className="mb-1 text-small text-soft">{citation.context}</p>}
          <blockquote className="font-text text-lead whitespace-pre-line">
            {citation.quote}
            {fixedSpace}
            <CitationChip citation={citation} />
          </blockquote>
          <figcaption className="mt-1.5 flex flex-wrap items-baseline gap-x-2">
            <span className="text-small font-medium">{citation.title}</span>
            <PlaceLine title={citation.title} path={citation.path} page={citation.page} location={citation.location} />
            <ValidityLabel validity={citation.validity} />
            <SourceDate citation={citation} />
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
