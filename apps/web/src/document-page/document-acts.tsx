import type { DocumentView } from '@carrel/contract';
import { routes, urlOf } from '@carrel/contract';
import { BookOpen, CircleStop, Download, Ellipsis, FolderInput, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useDeleteDocument, useRetryDocument, useStopDocument } from '../api/document-queries.ts';
import { isWorking } from '../documents/document-state.ts';
import { useBlocks } from '../api/service-state.tsx';
import { useMessages } from '../messages/language.tsx';
import { useDocumentWords } from '../messages/use-document-words.ts';
import { useReader } from '../reader/reader-context.tsx';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { ReplaceButton } from '../versions/replace-button.tsx';
import { MoveDialog } from './move-dialog.tsx';

interface DocumentActsProps {
  readonly document: DocumentView;
  readonly mayChange: boolean;
}

/** To read it and to save it, for everybody; for its curators to replace, move, retry, stop and delete it. */
export function DocumentActs({ document, mayChange }: DocumentActsProps) {
  const words = useDocumentWords();
  const reader = useReader();
  return (
    <div role="group" aria-label={words.acts} className="flex flex-wrap items-center gap-2">
      <Button
        look="primary"
        size="small"
        onClick={() => reader.open({ documentId: document.id, versionId: null, span: null })}
        disabled={document.activeVersionId === null}
      >
        <BookOpen aria-hidden className="size-3.5" />
        {words.read}
      </Button>
      <a
        href={urlOf(routes.getDocumentContent.path, { params: { id: document.id } })}
        download={document.fileName}
        className="inline-flex h-7 items-center gap-2 rounded-box border border-line-strong bg-sheet px-2.5 text-small font-medium hover:bg-hover"
      >
        <Download aria-hidden className="size-3.5" />
        {words.download}
      </a>
      {mayChange && <CuratorActs document={document} />}
    </div>
  );
}

function CuratorActs({ document }: { readonly document: DocumentView }) {
  const messages = useMessages();
  const words = useDocumentWords();
  const address = useAddress();
  const retry = useRetryDocument();
  const stop = useStopDocument();
  const remove = useDeleteDocument();
  const blocked = useBlocks().change;
  const [box, setBox] = useState<'move' | 'delete' | null>(null);
  const icon = 'size-4';
  return (
    <>
      <ReplaceButton document={document} label={words.replace} />
      <Menu
        trigger={
          <button
            type="button"
            aria-label={messages.documents.options(document.title)}
            className="flex size-7 items-center justify-center rounded-box text-soft hover:bg-hover hover:text-ink"
          >
            <Ellipsis aria-hidden className={icon} />
          </button>
        }
      >
        <MenuItem icon={<FolderInput aria-hidden className={icon} />} blocked={blocked} onSelect={() => setBox('move')}>
          {words.move}
        </MenuItem>
        {document.reason?.isRetryable === true && (
          <MenuItem icon={<RotateCcw aria-hidden className={icon} />} blocked={blocked} onSelect={() => retry.mutate(document)}>
            {messages.common.retry}
          </MenuItem>
        )}
        {isWorking(document.state) && (
          <MenuItem icon={<CircleStop aria-hidden className={icon} />} blocked={blocked} onSelect={() => stop.mutate(document)}>
            {words.stop}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem icon={<Trash2 aria-hidden className={icon} />} isDanger blocked={blocked} onSelect={() => setBox('delete')}>
          {messages.common.delete}
        </MenuItem>
      </Menu>
      {box === 'move' && <MoveDialog document={document} onClose={() => setBox(null)} />}
      {box === 'delete' && (
        <ConfirmDialog
          title={messages.documents.deleteTitle}
          action={messages.common.delete}
          isWorking={remove.isPending}
          error={remove.error}
          onClose={() => setBox(null)}
          onConfirm={() => remove.mutate(document, { onSuccess: () => address.go('/documents') })}
        >
          {messages.documents.deleteBody(document.title)}
        </ConfirmDialog>
      )}
    </>
  );
}
