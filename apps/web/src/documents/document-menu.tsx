import type { DocumentView } from '@carrel/contract';
import { routes, urlOf } from '@carrel/contract';
import { BookOpen, Download, Ellipsis, Info, RotateCcw, Trash2 } from 'lucide-react';
import type { RefObject } from 'react';
import { useRef, useState } from 'react';
import { useDeleteDocument, useRetryDocument } from '../api/document-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { useAddress } from '../shell/use-address.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { AnchoredMenu, MenuItem, MenuSeparator } from '../ui/menu.tsx';

interface DocumentMenuProps {
  readonly document: DocumentView;
  readonly canWrite: boolean;
  readonly onOpen: () => void;
}

/** What can be done with the document of a row. A row that scrolls by is a button and nothing more. */
export function DocumentMenu({ document, canWrite, onOpen }: DocumentMenuProps) {
  const label = useMessages().documents.options(document.title);
  const anchor = useRef<HTMLButtonElement>(null);
  const [shown, setShown] = useState<'menu' | 'delete' | null>(null);
  return (
    // What is chosen here is meant for the menu, not for the row below it.
    <div
      role="presentation"
      className="relative"
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <button
        ref={anchor}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={shown === 'menu'}
        onClick={() => setShown(shown === 'menu' ? null : 'menu')}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setShown('menu');
        }}
        className="flex size-8 items-center justify-center rounded-box text-faint group-hover:opacity-100 hover:bg-hover hover:text-ink focus-visible:opacity-100 aria-expanded:opacity-100 pointer-fine:opacity-0"
      >
        <Ellipsis aria-hidden className="size-4" />
      </button>
      {shown === 'menu' && (
        <OpenMenu
          document={document}
          canWrite={canWrite}
          label={label}
          anchor={anchor}
          onOpen={onOpen}
          onDelete={() => setShown('delete')}
          onClose={() => setShown((before) => (before === 'menu' ? null : before))}
        />
      )}
      {shown === 'delete' && <DeleteDialog document={document} onClose={() => setShown(null)} />}
    </div>
  );
}

interface OpenMenuProps extends DocumentMenuProps {
  readonly label: string;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onDelete: () => void;
  readonly onClose: () => void;
}

function OpenMenu({ document, canWrite, label, anchor, onOpen, onDelete, onClose }: OpenMenuProps) {
  const messages = useMessages();
  const address = useAddress();
  const retry = useRetryDocument();
  const blocked = useBlocks().change;
  const icon = 'size-4';
  return (
    <AnchoredMenu label={label} anchor={anchor} onClose={onClose}>
      <MenuItem icon={<BookOpen aria-hidden className={icon} />} onSelect={onOpen}>
        {messages.common.open}
      </MenuItem>
      <MenuItem icon={<Info aria-hidden className={icon} />} onSelect={() => address.go('/document', { of: document.id })}>
        {messages.desk.allAbout}
      </MenuItem>
      <MenuItem icon={<Download aria-hidden className={icon} />} onSelect={() => download(document)}>
        {messages.reader.download}
      </MenuItem>
      {canWrite && document.reason?.isRetryable === true && (
        <MenuItem icon={<RotateCcw aria-hidden className={icon} />} blocked={blocked} onSelect={() => retry.mutate(document)}>
          {messages.common.retry}
        </MenuItem>
      )}
      {canWrite && (
        <>
          <MenuSeparator />
          <MenuItem icon={<Trash2 aria-hidden className={icon} />} isDanger blocked={blocked} onSelect={onDelete}>
            {messages.common.delete}
          </MenuItem>
        </>
      )}
    </AnchoredMenu>
  );
}

function DeleteDialog({ document, onClose }: { readonly document: DocumentView; readonly onClose: () => void }) {
  const messages = useMessages();
  const words = messages.documents;
  const reader = useReader();
  const remove = useDeleteDocument();
  return (
    <ConfirmDialog
      title={words.deleteTitle}
      action={messages.common.delete}
      isWorking={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(document, {
          onSuccess: () => {
            onClose();
            if (reader.target?.documentId === document.id) reader.close();
          },
        })
      }
    >
      {words.deleteBody(document.title)}
    </ConfirmDialog>
  );
}

function download(document: DocumentView): void {
  const link = window.document.createElement('a');
  link.href = urlOf(routes.getDocumentContent.path, { params: { id: document.id } });
  link.download = document.fileName;
  link.click();
}
