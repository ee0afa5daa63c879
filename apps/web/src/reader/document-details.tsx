import type { DocumentView } from '@carrel/contract';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { StateBadge } from '../documents/state-badge.tsx';
import { useFormat, useMessages } from '../messages/language.tsx';
import { ReadersLink } from '../readers/readers-link.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { fileKindName } from '../ui/file-kind.tsx';
import { VersionHistory } from '../versions/version-history.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

/** All that is known about a document, above its text. */
export function DocumentDetails({ document }: { readonly document: DocumentView }) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.details;
  return (
    <section aria-label={messages.reader.details} className="shrink-0 border-b border-line bg-desk px-4 py-3">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-0.5 text-small">
        <Row name={words.readers}>
          {document.policyName}
          <ReadersLink documentId={document.id} />
        </Row>
        <Row name={words.collection}>{document.collectionName}</Row>
        <Row name={words.place}>{document.path}</Row>
        <Row name={words.kind}>
          {fileKindName(document.mediaType)} · {format.bytes(document.sizeBytes)}
          {document.pages !== null && ` · ${messages.count.pages(document.pages, format.number(document.pages))}`}
          {document.chunks !== null && ` · ${messages.count.passages(document.chunks, format.number(document.chunks))}`}
        </Row>
        <Row name={words.state}>
          <StateBadge document={document} />
        </Row>
        <Row name={words.added}>
          <TimeAgo time={document.createdAt} />
        </Row>
        {document.publishedAt !== null && (
          <Row name={words.published}>
            <TimeAgo time={document.publishedAt} />
          </Row>
        )}
        <Row name={words.document}>
          <Id text={document.id} />
        </Row>
        <Row name={words.version}>
          <Id text={document.versionId} />
        </Row>
      </dl>
      <VersionHistory document={document} />
      <Link
        href={{ pathname: '/document', query: { of: document.id } }}
        className="mt-2 inline-block text-small font-medium text-accent underline-offset-2 hover:underline"
      >
        {messages.desk.allAbout}
      </Link>
    </section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1 break-words">{children}</dd>
    </>
  );
}

function Id({ text }: { readonly text: string }) {
  const messages = useMessages();
  return (
    <>
      <code className="truncate font-mono text-code">{text}</code>
      <CopyButton text={text} label={messages.common.copy} />
    </>
  );
}
