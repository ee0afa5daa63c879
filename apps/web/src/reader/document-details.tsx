import type { DocumentView } from '@carrel/contract';
import Link from 'next/link';
import { StateBadge } from '../documents/state-badge.tsx';
import { useFormat, useMessages } from '../messages/language.tsx';
import { ReadersLink } from '../readers/readers-link.tsx';
import { fileKindName } from '../ui/file-kind.tsx';
import { VersionHistory } from '../versions/version-history.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { CopiedId, Fact, Facts } from '../ui/facts.tsx';

/** All that is known about a document, above its text. */
export function DocumentDetails({ document }: { readonly document: DocumentView }) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.details;
  return (
    <section aria-label={messages.reader.details} className="shrink-0 border-b border-line bg-desk px-4 py-3">
      <Facts isDense>
        <Fact name={words.readers}>
          {document.policyName}
          <ReadersLink documentId={document.id} />
        </Fact>
        <Fact name={words.collection}>{document.collectionName}</Fact>
        <Fact name={words.place}>{document.path}</Fact>
        <Fact name={words.kind}>
          {fileKindName(document.mediaType)} · {format.bytes(document.sizeBytes)}
          {document.pages !== null && ` · ${messages.count.pages(document.pages, format.number(document.pages))}`}
          {document.chunks !== null && ` · ${messages.count.passages(document.chunks, format.number(document.chunks))}`}
        </Fact>
        <Fact name={words.state}>
          <StateBadge document={document} />
        </Fact>
        <Fact name={words.added}>
          <TimeAgo time={document.createdAt} />
        </Fact>
        {document.publishedAt !== null && (
          <Fact name={words.published}>
            <TimeAgo time={document.publishedAt} />
          </Fact>
        )}
        <Fact name={words.document}>
          <CopiedId text={document.id} />
        </Fact>
        <Fact name={words.version}>
          <CopiedId text={document.versionId} />
        </Fact>
      </Facts>
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
