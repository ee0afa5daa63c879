import type { DocumentView } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { FileX2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useDocument, useDocumentText } from '../api/document-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { DocumentBody } from './document-body.tsx';
import { DocumentDetails } from './document-details.tsx';
import type { Mark } from './marked-pieces.ts';
import { NotReadable } from './not-readable.tsx';
import { useReader } from './reader-context.tsx';
import { ReaderHeader } from './reader-header.tsx';
import type { ReaderTarget } from './reader-target.ts';
import type { TrailPlace } from './trail.ts';

/** The right pane: the source itself, with the passage marked, beside what rests on it. */
export function ReaderPane({ target }: { readonly target: ReaderTarget }) {
  const { place } = useReader();
  const document = useDocument(target.documentId);
  const [areDetailsShown, setDetailsShown] = useState(false);
  const marks = useMarks(target, place);

  if (document.isError && !document.data) {
    return (
      <>
        <ReaderHeader document={null} target={target} details={null} />
        <CannotOpen error={document.error} onRetry={() => void document.refetch()} />
      </>
    );
  }
  return (
    <>
      <ReaderHeader
        document={document.data ?? null}
        target={target}
        details={{ isShown: areDetailsShown, toggle: () => setDetailsShown(!areDetailsShown) }}
      />
      {areDetailsShown && document.data && <DocumentDetails document={document.data} />}
      {document.data ? <Content document={document.data} target={target} marks={marks} /> : <SkeletonLines lines={12} className="p-8" />}
    </>
  );
}

/** A document that is gone, or that the person may not read, looks the same: the answer gives nothing away. */
function CannotOpen({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const messages = useMessages();
  if (error instanceof ProblemError && error.problem.status === 404) {
    return (
      <EmptyState icon={<FileX2 className="size-8" strokeWidth={1.5} />} title={messages.reader.goneTitle}>
        {messages.reader.goneBody}
      </EmptyState>
    );
  }
  return (
    <div className="p-5">
      <FailureNote error={error} onRetry={onRetry} />
    </div>
  );
}

interface ContentProps {
  readonly document: DocumentView;
  readonly target: ReaderTarget;
  readonly marks: readonly Mark[];
}

function Content({ document, target, marks }: ContentProps) {
  const versionId = target.versionId ?? document.activeVersionId;
  const text = useDocumentText(document.id, versionId, versionId !== null);
  if (versionId === null) return <NotReadable document={document} />;
  if (text.isPending) return <SkeletonLines lines={12} className="p-8" />;
  return (
    <DocumentBody
      document={document}
      versionId={versionId}
      text={text.data ?? null}
      error={text.error}
      marks={marks}
      isOld={document.activeVersionId !== null && versionId !== document.activeVersionId}
    />
  );
}

/** The opened passage, and the other passages of the same answer that stand in this document. */
function useMarks(target: ReaderTarget, place: TrailPlace): readonly Mark[] {
  return useMemo(() => {
    const others = place.index === -1 ? [] : place.stops.filter((stop) => stop.isMarked && stop.target.documentId === target.documentId);
    const marks = others.flatMap(({ target: { span } }): readonly Mark[] =>
      span && !(span.start === target.span?.start && span.end === target.span.end) ? [{ ...span, isCurrent: false }] : [],
    );
    return target.span ? [...marks, { ...target.span, isCurrent: true }] : marks;
  }, [target, place]);
}
