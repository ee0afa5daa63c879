import type { DocumentView } from '@carrel/contract';
import { useCallback, useMemo } from 'react';
import type { DocumentFilter } from '../api/document-queries.ts';
import { useDocuments } from '../api/document-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { VirtualGrid } from '../ui/virtual-grid.tsx';
import type { FileWithPath } from '../uploads/collect-files.ts';
import { documentColumns } from './document-columns.ts';
import { DocumentListHead } from './document-list-head.tsx';
import { DocumentRow } from './document-row.tsx';
import { useDocumentSelection } from './use-document-selection.ts';
import { EmptyDocuments } from './empty-documents.tsx';
import { SelectionBar } from './selection-bar.tsx';

const rowHeightPx = 60;

interface DocumentListProps {
  readonly filter: DocumentFilter;
  readonly isFiltered: boolean;
  readonly mayCurate: boolean;
  /** Collections whose documents the person may change. */
  readonly curatedIds: ReadonlySet<string>;
  readonly onFiles: (files: readonly FileWithPath[]) => void;
}

/** The documents, newest change first; a chosen one opens beside the list. */
export function DocumentList({ filter, isFiltered, mayCurate, curatedIds, onFiles }: DocumentListProps) {
  const messages = useMessages();
  const reader = useReader();
  const list = useDocuments(filter);
  const items = useMemo<readonly DocumentView[]>(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const selection = useDocumentSelection(items);
  const { isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const fetchMore = useCallback(() => {
    if (!isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  if (list.isPending) return <SkeletonLines lines={10} className="px-6 py-5" />;
  if (!list.data) {
    return (
      <div className="p-4 tablet:p-6">
        <FailureNote error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  }
  if (items.length === 0) return <EmptyDocuments isFiltered={isFiltered} canWrite={mayCurate} onFiles={onFiles} />;

  const open = (document: DocumentView) => reader.open({ documentId: document.id, versionId: null, span: null });
  return (
    <>
      <SelectionBar selection={selection} />
      <DocumentListHead hasBoxes={curatedIds.size > 0} />
      <VirtualGrid
        label={messages.documents.title}
        items={items}
        keyOf={(document) => document.id}
        rowHeightPx={rowHeightPx}
        isOpen={(document) => reader.target?.documentId === document.id}
        onOpen={open}
        onWalk={(document) => {
          if (reader.target) open(document);
        }}
        hasMore={list.hasNextPage}
        onMore={fetchMore}
        rowLook={`min-h-[60px] grid-cols-[minmax(0,1fr)_auto_32px] gap-x-3 py-2 ${documentColumns}`}
        renderCells={(document) => (
          <DocumentRow
            document={document}
            canWrite={curatedIds.has(document.collectionId)}
            isChosen={selection.has(document.id)}
            onChoose={() => selection.toggle(document.id)}
            onOpen={() => open(document)}
          />
        )}
      />
    </>
  );
}
