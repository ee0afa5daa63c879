import type { CitationView } from '@carrel/contract';
import { useDocument } from '../api/document-queries.ts';
import { useFormat, useMessages } from '../messages/language.tsx';

/** Of when the cited version is; and whether another one answers by now. Nothing, where the document is gone. */
export function SourceDate({ citation }: { readonly citation: CitationView }) {
  const words = useMessages().desk.sourceDate;
  const format = useFormat();
  const document = useDocument(citation.documentId).data;
  if (!document) return null;
  const { activeVersionId, publishedAt, updatedAt } = document;
  const isOld = activeVersionId !== null && activeVersionId !== citation.versionId;
  const time = publishedAt ?? updatedAt;
  return (
    <span className="shrink-0 text-small text-faint" title={format.exactTime(time)}>
      {isOld ? words.newer(format.day(time)) : words.of(format.day(time))}
    </span>
  );
}
