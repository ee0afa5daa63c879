import type { CitationView, DocumentUse, DocumentView } from '@carrel/contract';
import Link from 'next/link';
import { useDocumentUses } from '../api/desk-queries.ts';
import { targetOf } from '../ask/citation-target.ts';
import { shortPlaceText } from '../lib/place-text.ts';
import { useLanguage, useMessages } from '../messages/language.tsx';
import { useDocumentWords } from '../messages/use-document-words.ts';
import { useReader } from '../reader/reader-context.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

/** The person's own answers that rest on the document, each with what it cites. */
export function UseList({ document }: { readonly document: DocumentView }) {
  const messages = useMessages();
  const words = useDocumentWords();
  const uses = useDocumentUses(document.id);
  if (uses.isPending) return <SkeletonLines lines={3} />;
  if (uses.isError) return <FailureNote error={uses.error} onRetry={() => void uses.refetch()} />;
  const { items } = uses.data;
  return (
    <>
      <p className="text-soft">{items.length === 0 ? words.noUses : words.usesBody}</p>
      {items.length > 0 && (
        <ol className="divide-y divide-line rounded-box border border-line bg-sheet">
          {items.map((use) => (
            <UseRow key={use.answerId} use={use} />
          ))}
        </ol>
      )}
      <p>
        <Link
          href={{ pathname: '/', query: { q: messages.desk.suggested.document(document.title) } }}
          className="font-medium text-accent underline-offset-2 hover:underline"
        >
          {words.ask}
        </Link>
      </p>
    </>
  );
}

function UseRow({ use }: { readonly use: DocumentUse }) {
  return (
    <li className="flex flex-col gap-1 py-2.5">
      <p className="flex items-baseline gap-3 px-4">
        <Link
          href={{ pathname: '/', query: { c: use.conversationId } }}
          className="min-w-0 flex-1 font-medium underline-offset-2 hover:underline"
        >
          {use.question}
        </Link>
        <span className="shrink-0 text-small text-faint">
          <TimeAgo time={use.createdAt} />
        </span>
      </p>
      {use.citations.map((citation) => (
        <Quote key={citation.number} citation={citation} />
      ))}
    </li>
  );
}

function Quote({ citation }: { readonly citation: CitationView }) {
  const language = useLanguage();
  const reader = useReader();
  const place = shortPlaceText(citation, language);
  return (
    <button
      type="button"
      onClick={() => reader.open(targetOf(citation))}
      className="flex w-full items-baseline gap-3 px-4 py-1 text-start transition-colors hover:bg-hover"
    >
      <span className="line-clamp-2 min-w-0 flex-1 font-text text-body text-soft">{citation.quote}</span>
      {place !== null && <span className="figures shrink-0 text-small text-faint">{place}</span>}
    </button>
  );
}
