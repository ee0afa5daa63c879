import type { DocumentView } from '@carrel/contract';
import { classNames } from '../lib/class-names.ts';
import { pathBesideTitle } from '../lib/path-beside-title.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { FileKind } from '../ui/file-kind.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { DocumentMenu } from './document-menu.tsx';
import { RetryButton } from './retry-button.tsx';
import { StateBadge } from './state-badge.tsx';

interface DocumentRowProps {
  readonly document: DocumentView;
  readonly canWrite: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (document: DocumentView) => void;
  readonly onOpen: (document: DocumentView) => void;
}

/** The cells of one document. A failed one says in the list why, and what to do. */
export function DocumentRow({ document, canWrite, isChosen, onChoose, onOpen }: DocumentRowProps) {
  const messages = useMessages();
  const format = useFormat();
  return (
    <>
      <div role="gridcell" className="flex min-w-0 items-center gap-3">
        {canWrite && (
          <input
            type="checkbox"
            checked={isChosen}
            aria-label={messages.desk.selection.choose(document.title)}
            onChange={() => onChoose(document)}
            // What is chosen here is not opened.
            onClick={(event) => event.stopPropagation()}
            className="size-4 shrink-0 cursor-pointer accent-(--accent)"
          />
        )}
        <FileKind mediaType={document.mediaType} className="max-tablet:hidden" />
        <div className="min-w-0">
          <p className="truncate text-ui font-medium">{document.title}</p>
          <p className="truncate text-small text-faint">{pathBesideTitle(document.title, document.path)}</p>
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
      <div role="gridcell" className="truncate pl-4 text-small text-faint @max-2xl:hidden">
        <TimeAgo time={document.updatedAt} />
      </div>
      <div role="gridcell">
        <DocumentMenu document={document} canWrite={canWrite} onOpen={() => onOpen(document)} />
      </div>
      {document.reason && (
        <div
          role="gridcell"
          className={classNames(
            'col-span-full flex flex-wrap items-center gap-x-3 gap-y-1 pt-0.5 text-small text-danger',
            canWrite ? 'tablet:pl-[76px]' : 'tablet:pl-12',
          )}
        >
          <p>
            <span className="sr-only">{messages.documents.state[document.state]}: </span>
            {document.reason.text}
          </p>
          {canWrite && document.reason.isRetryable && <RetryButton document={document} />}
        </div>
      )}
    </>
  );
}
