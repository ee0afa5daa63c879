import type { DocumentView } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { FileX2 } from 'lucide-react';
import Link from 'next/link';
import { useCollections, useDocument } from '../api/document-queries.ts';
import { useMe } from '../api/identity-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useDocumentWords } from '../messages/use-document-words.ts';
import { ReadersLink } from '../readers/readers-link.tsx';
import { useAddress } from '../shell/use-address.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { DocumentActs } from './document-acts.tsx';
import { DocumentFacts } from './document-facts.tsx';
import { PageSection } from './page-section.tsx';
import { ReadingReport } from './reading-report.tsx';
import { UseList } from './use-list.tsx';
import { VersionTable } from './version-table.tsx';

/** All that is known of one document and all that can be done with it, on a page of its own. */
export function DocumentScreen() {
  const words = useDocumentWords();
  const address = useAddress();
  const id = address.get('of');
  if (!address.isReady) return <WorkHeader title={words.title} />;
  if (id === null) return <Nothing title={words.none} />;
  return <OneDocument id={id} />;
}

function OneDocument({ id }: { readonly id: string }) {
  const messages = useMessages();
  const words = useDocumentWords();
  const document = useDocument(id);
  if (document.data) return <Sections document={document.data} />;
  // What is gone and what may not be read look the same.
  if (document.error instanceof ProblemError && document.error.problem.status === 404)
    return <Nothing title={messages.reader.goneTitle}>{messages.reader.goneBody}</Nothing>;
  return (
    <>
      <WorkHeader title={words.title} />
      <div className="px-4 py-5 tablet:px-6">
        {document.isError ? <FailureNote error={document.error} onRetry={() => void document.refetch()} /> : <SkeletonLines lines={8} />}
      </div>
    </>
  );
}

function Nothing({ title, children }: { readonly title: string; readonly children?: string }) {
  const words = useDocumentWords();
  return (
    <>
      <WorkHeader title={words.title} />
      <EmptyState
        icon={<FileX2 className="size-8" strokeWidth={1.5} />}
        title={title}
        action={
          <Link href="/documents" className="font-medium text-accent hover:underline">
            {words.toDocuments}
          </Link>
        }
      >
        {children}
      </EmptyState>
    </>
  );
}

function Sections({ document }: { readonly document: DocumentView }) {
  const words = useDocumentWords();
  const roles = useMe().data?.roles ?? [];
  const collections = useCollections().data?.items ?? [];
  const mayChange = collections.some(({ id, canCurate }) => canCurate && id === document.collectionId);
  return (
    <>
      <WorkHeader title={document.title}>
        <DocumentActs document={document} mayChange={mayChange} />
      </WorkHeader>
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
        <div className="mx-auto flex w-full max-w-[820px] flex-col gap-8 px-4 py-6 tablet:px-6">
          <PageSection title={words.facts}>
            <DocumentFacts document={document} />
          </PageSection>
          <PageSection title={words.rights}>
            <p>
              {words.policy} <strong className="font-semibold">{document.policyName}</strong>
              <ReadersLink documentId={document.id} />
            </p>
            <p className="text-small text-faint">{words.rightsHint}</p>
          </PageSection>
          <PageSection title={words.reading}>
            <ReadingReport document={document} />
          </PageSection>
          <PageSection title={words.versions}>
            <VersionTable document={document} />
          </PageSection>
          <PageSection title={words.uses}>
            <UseList document={document} />
          </PageSection>
          {roles.includes('compliance') && (
            <PageSection title={words.record}>
              <p className="text-soft">
                {words.recordBody}{' '}
                <Link
                  href={{ pathname: '/audit', query: { target: document.id } }}
                  className="font-medium text-accent underline-offset-2 hover:underline"
                >
                  {words.recordLink}
                </Link>
              </p>
            </PageSection>
          )}
        </div>
      </div>
    </>
  );
}
