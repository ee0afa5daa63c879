import type { DocumentView } from '@carrel/contract';
import { routes, urlOf } from '@carrel/contract';
import { BookOpen, Download, Ellipsis, Info, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useDeleteDocument, useRetryDocument } from '../api/document-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { useAddress } from '../shell/use-address.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';

interface DocumentMenuProps {
  readonly document: DocumentView;
  readonly canWrite: boolean;
  readonly onOpen: () => void;
}

export function DocumentMenu({ document, canWrite, onOpen }: DocumentMenuProps) {
  const messages = useMessages();
  const words = messages.documents;
  const reader = useReader();
  const address = useAddress();
  const retry = useRetryDocument();
  const remove = useDeleteDocument();
  const blocked = useBlocks().change;
  const [isAsking, setAsking] = useState(false);
  const icon = 'size-4';
  return (
    // What is chosen here is meant for the menu, not for the row below it.
    <div role="presentation" onClick={(event) => event.stopPropagation()}>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={words.options(document.title)}
            className="flex size-8 items-center justify-center rounded-box text-faint group-hover:opacity-100 hover:bg-hover hover:text-ink focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-fine:opacity-0"
          >
            <Ellipsis aria-hidden className={icon} />
          </button>
        }
      >
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
            <MenuItem icon={<Trash2 aria-hidden className={icon} />} isDanger blocked={blocked} onSelect={() => setAsking(true)}>
              {messages.common.delete}
            </MenuItem>
          </>
        )}
      </Menu>
      {isAsking && (
        <ConfirmDialog
          title={words.deleteTitle}
          action={messages.common.delete}
          isWorking={remove.isPending}
          error={remove.error}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            remove.mutate(document, {
              onSuccess: () => {
                setAsking(false);
                if (reader.target?.documentId === document.id) reader.close();
              },
            })
          }
        >
          {words.deleteBody(document.title)}
        </ConfirmDialog>
      )}
    </div>
  );
}

function download(document: DocumentView): void {
  const link = window.document.createElement('a');
  link.href = urlOf(routes.getDocumentContent.path, { params: { id: document.id } });
  link.download = document.fileName;
  link.click();
}
