import type { DocumentView } from '@carrel/contract';
import { classNames } from '../lib/class-names.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { FileKind } from '../ui/file-kind.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { RetryButton } from './retry-button.tsx';
import { DocumentMenu } from './document-menu.tsx';
import { documentColumns } from './document-columns.ts';
import { StateBadge } from './state-badge.tsx';

interface DocumentRowProps {
  readonly document: DocumentView;
  readonly index: number;
  /** The one row that the Tab key reaches. */
  readonly isTabStop: boolean;
  readonly isOpen: boolean;
  readonly canWrite: boolean;
  readonly onOpen: () => void;
}

/** One document. A failed one says in the list why, and what to do. */
export function DocumentRow({ document, index, isTabStop, isOpen, canWrite, onOpen }: DocumentRowProps) {
  const messages = useMessages();
  const format = useFormat();
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isOpen}
      tabIndex={isTabStop ? 0 : -1}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) onOpen();
      }}
      className={classNames(
        'group grid min-h-[60px] cursor-pointer grid-cols-[minmax(0,1fr)_auto_32px] items-center gap-x-3 border-b border-line px-4 py-2 outline-offset-[-2px] transition-colors tablet:px-6',
        documentColumns,
        isOpen ? 'bg-accent-soft' : 'hover:bg-hover/60',
      )}
    >
      <div role="gridcell" className="flex min-w-0 items-center gap-3">
        <FileKind mediaType={document.mediaType} className="max-tablet:hidden" />
        <div className="min-w-0">
          <p className="truncate text-ui font-medium">{document.title}</p>
          <p className="truncate text-small text-faint">{document.path}</p>
        </div>
      </div>
      <div role="gridcell" className="truncate text-small text-soft @max-2xl:hidden">
        {document.collectionName}
      </div>
      <div role="gridcell" className="flex min-w-0">
        <StateBadge document={document} isTerse />
      </div>
      <div role="gridcell" className="figures text-end text-small text-faint @max-2xl:hidden">
        {format.bytes(document.sizeBytes)}
      </div>
      <div role="gridcell" className="truncate text-small text-faint @max-2xl:hidden">
        <TimeAgo time={document.updatedAt} />
      </div>
      <div role="gridcell">
        <DocumentMenu document={document} canWrite={canWrite} onOpen={onOpen} />
      </div>
      {document.reason && (
        <p role="gridcell" className="col-span-full flex flex-wrap items-center gap-x-3 pt-0.5 text-small text-danger tablet:pl-12">
          <span className="sr-only">{messages.documents.state[document.state]}: </span>
          {document.reason.text}
          {canWrite && document.reason.isRetryable && <RetryButton document={document} />}
        </p>
      )}
    </div>
  );
}
