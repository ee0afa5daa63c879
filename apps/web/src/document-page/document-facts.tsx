import type { DocumentView } from '@carrel/contract';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { RetryButton } from '../documents/retry-button.tsx';
import { StateBadge } from '../documents/state-badge.tsx';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useCollections } from '../api/document-queries.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { fileKindName } from '../ui/file-kind.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

/** State, place and size. A failed one says why, and what to do. */
export function DocumentFacts({ document }: { readonly document: DocumentView }) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.details;
  const mayChange = useCollections().data?.items.some(({ id, canCurate }) => canCurate && id === document.collectionId) === true;
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 @2xl:grid-cols-4">
        <Fact name={words.state}>
          <StateBadge document={document} />
        </Fact>
        <Fact name={words.collection}>
          <Link href={{ pathname: '/documents', query: { in: document.collectionId } }} className="hover:underline">
            {document.collectionName}
          </Link>
        </Fact>
        <Fact name={words.kind}>
          {fileKindName(document.mediaType)} · {format.bytes(document.sizeBytes)}
          {document.pages !== null && ` · ${messages.count.pages(document.pages, format.number(document.pages))}`}
        </Fact>
        <Fact name={words.added}>
          <TimeAgo time={document.createdAt} />
        </Fact>
        {document.publishedAt !== null && (
          <Fact name={words.published}>
            <TimeAgo time={document.publishedAt} />
          </Fact>
        )}
        <Fact name={words.place} isWide>
          {document.path}
        </Fact>
        <Fact name={words.document} isWide>
          <code className="truncate font-mono text-code">{document.id}</code>
          <CopyButton text={document.id} label={messages.common.copy} />
        </Fact>
      </dl>
      {document.reason && (
        <div role="alert" className="flex flex-wrap items-center gap-3 rounded-box border border-danger/40 bg-danger-soft px-4 py-3">
          <p className="min-w-0 flex-1">{document.reason.text}</p>
          {mayChange && document.reason.isRetryable && <RetryButton document={document} />}
        </div>
      )}
    </>
  );
}

interface FactProps {
  readonly name: string;
  /** Takes the whole line. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

function Fact({ name, isWide = false, children }: FactProps) {
  return (
    <div className={isWide ? 'col-span-full min-w-0' : 'min-w-0'}>
      <dt className="text-small text-faint">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1 break-words">{children}</dd>
    </div>
  );
}
