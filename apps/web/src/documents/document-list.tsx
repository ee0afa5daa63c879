import type { DocumentView } from '@carrel/contract';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { DocumentFilter } from '../api/document-queries.ts';
import { useDocuments } from '../api/document-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import type { FileWithPath } from '../uploads/collect-files.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { DocumentListHead } from './document-list-head.tsx';
import { DocumentRow } from './document-row.tsx';
import { EmptyDocuments } from './empty-documents.tsx';

const rowHeightPx = 60;
/** The next page is fetched when so many rows are left below. */
const rowsAhead = 20;

interface DocumentListProps {
  readonly filter: DocumentFilter;
  readonly isFiltered: boolean;
  readonly canWrite: boolean;
  readonly onFiles: (files: readonly FileWithPath[]) => void;
}

/** The documents, only the rows in sight drawn. The arrow keys walk, Enter opens the document beside the list. */
export function DocumentList({ filter, isFiltered, canWrite, onFiles }: DocumentListProps) {
  const messages = useMessages();
  const reader = useReader();
  const list = useDocuments(filter);
  const items = useMemo<readonly DocumentView[]>(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const scrollRef = useRef<HTMLDivElement>(null);
  const [activeIndex, setActiveIndex] = useState(0);

  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 12,
  });
  const rows = virtualizer.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastIndex >= items.length - rowsAhead) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastIndex, items.length]);

  const walkTo = (index: number) => {
    const next = Math.min(items.length - 1, Math.max(0, index));
    setActiveIndex(next);
    virtualizer.scrollToIndex(next);
    // The row is drawn in the next frame when it was out of sight.
    requestAnimationFrame(() => scrollRef.current?.querySelector<HTMLElement>(`[data-index="${next}"] [role="row"]`)?.focus());
    const document = items[next];
    if (document && reader.target) reader.open(targetOfDocument(document));
  };

  if (list.isPending) return <SkeletonLines lines={10} className="px-6 py-5" />;
  if (list.isError) {
    return (
      <div className="p-4 tablet:p-6">
        <FailureNote error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  }
  if (items.length === 0) return <EmptyDocuments isFiltered={isFiltered} canWrite={canWrite} onFiles={onFiles} />;

  return (
    <>
      <DocumentListHead />
      <div ref={scrollRef} className="min-h-0 flex-1 overflow-y-auto">
        <div
          role="grid"
          aria-label={messages.documents.title}
          aria-rowcount={hasNextPage ? -1 : items.length}
          className="relative"
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={(event) => {
            if (event.target instanceof HTMLElement && event.target.getAttribute('role') !== 'row') return;
            const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
            if (step !== undefined) walkTo(activeIndex + step);
            else if (event.key === 'Home') walkTo(0);
            else if (event.key === 'End') walkTo(items.length - 1);
            else return;
            event.preventDefault();
          }}
        >
          {rows.map((row) => {
            const document = items[row.index];
            return (
              document && (
                <div
                  key={row.key}
                  ref={virtualizer.measureElement}
                  data-index={row.index}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  <DocumentRow
                    document={document}
                    index={row.index}
                    isTabStop={row.index === Math.min(activeIndex, items.length - 1)}
                    isOpen={reader.target?.documentId === document.id}
                    canWrite={canWrite}
                    onOpen={() => {
                      setActiveIndex(row.index);
                      reader.open(targetOfDocument(document));
                    }}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </>
  );
}

function targetOfDocument(document: DocumentView) {
  return { documentId: document.id, versionId: null, span: null };
}
