import type { DocumentView } from '@carrel/contract';
import { useCallback } from 'react';
import { useDocumentCounts } from '../api/document-queries.ts';
import { useDocumentWindow } from '../api/document-window.ts';
import { useStableCallback } from '../lib/use-stable-callback.ts';
import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { VirtualGrid } from '../ui/virtual-grid.tsx';
import type { FileWithPath } from '../uploads/collect-files.ts';
import { documentColumns } from './document-columns.ts';
import { DocumentListHead } from './document-list-head.tsx';
import { DocumentRow } from './document-row.tsx';
import { countOfChip } from './document-state.ts';
import { EmptyDocuments } from './empty-documents.tsx';
import { SelectionBar } from './selection-bar.tsx';
import type { ChosenFilter } from './use-document-filter.ts';
import { useDocumentSelection } from './use-document-selection.ts';

const rowHeightPx = 60;

interface DocumentListProps {
  readonly filter: ChosenFilter;
  readonly mayCurate: boolean;
  /** Collections whose documents the person may change; the same set as long as they are the same. */
  readonly curatedIds: ReadonlySet<string>;
  readonly onFiles: (files: readonly FileWithPath[]) => void;
}

/** The documents, newest change first, as many as there are; a chosen one opens beside the list. */
export function DocumentList({ filter, mayCurate, curatedIds, onFiles }: DocumentListProps) {
  const messages = useMessages();
  const reader = useReader();
  const counts = useDocumentCounts(filter.base);
  const count = counts.data === undefined || counts.isPlaceholderData ? null : countOfChip(filter.chip, counts.data);
  const list = useDocumentWindow(filter.whole, count);
  const selection = useDocumentSelection(JSON.stringify(filter.whole));
  const open = useStableCallback((document: DocumentView) => reader.open({ documentId: document.id, versionId: null, span: null }));
  const { ids: chosenIds, toggle } = selection;
  const renderCells = useCallback(
    (document: DocumentView) => (
      <DocumentRow
        document={document}
        canWrite={curatedIds.has(document.collectionId)}
        isChosen={chosenIds.has(document.id)}
        onChoose={toggle}
        onOpen={open}
      />
    ),
    [curatedIds, chosenIds, toggle, open],
  );

  const error = list.error ?? counts.error;
  if (error !== null && list.items.length === 0) {
    return (
      <div className="p-4 tablet:p-6">
        <FailureNote error={error} onRetry={() => (counts.isError ? void counts.refetch() : list.refetch())} />
      </div>
    );
  }
  if (list.isPending) return <SkeletonLines lines={10} className="px-6 py-5" />;
  if (list.items.length === 0) return <EmptyDocuments isFiltered={filter.isFiltered} canWrite={mayCurate} onFiles={onFiles} />;

  return (
    <>
      <SelectionBar selection={selection} />
      <DocumentListHead hasBoxes={curatedIds.size > 0} />
      <VirtualGrid
        label={messages.documents.title}
        items={list.items}
        keyOf={(document) => document.id}
        rowHeightPx={rowHeightPx}
        isTall={(document) => document.reason !== null}
        isOpen={(document) => reader.target?.documentId === document.id}
        onOpen={open}
        onWalk={(document) => {
          if (reader.target) open(document);
        }}
        onRange={list.setRange}
        rowLook={`min-h-[60px] grid-cols-[minmax(0,1fr)_auto_32px] gap-x-3 py-2 ${documentColumns}`}
        renderCells={renderCells}
      />
    </>
  );
}
