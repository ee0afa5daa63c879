import type { DocumentView } from '@carrel/contract';
import { useDocumentText } from '../api/document-queries.ts';
import { useFormat } from '../messages/language.tsx';
import { useCounts } from '../messages/use-counts.ts';
import { useDocumentWords } from '../messages/use-document-words.ts';
import { ReadingNotes } from '../reader/reading-notes.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';

/** How the version that answers was read: how much text, in how many passages, and what is to be known of it. */
export function ReadingReport({ document }: { readonly document: DocumentView }) {
  const words = useDocumentWords();
  const format = useFormat();
  const counts = useCounts();
  const { activeVersionId } = document;
  const text = useDocumentText(document.id, activeVersionId, activeVersionId !== null);
  if (activeVersionId === null) return <p className="text-soft">{words.notRead}</p>;
  if (text.isPending) return <SkeletonLines lines={2} />;
  if (text.isError) return <FailureNote error={text.error} onRetry={() => void text.refetch()} />;
  const { data } = text;
  const passages = counts.passages(data.chunks.length);
  const hasNotes = data.warnings.length + data.keptApart.length > 0;
  return (
    <>
      <p className="figures">
        {hasNotes ? (
          <>
            {passages} · {words.characters}: {format.number(data.text.length)}
          </>
        ) : (
          words.wellRead(passages)
        )}
      </p>
      <div className="overflow-hidden rounded-box border border-line empty:hidden [&>details]:border-b-0">
        <ReadingNotes document={data} />
      </div>
    </>
  );
}
