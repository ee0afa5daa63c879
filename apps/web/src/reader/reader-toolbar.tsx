import type { DocumentText } from '@carrel/contract';
import { ChevronDown, ChevronUp, Search } from 'lucide-react';
import { useFormat, useMessages } from '../messages/language.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { OutlineMenu } from './outline-menu.tsx';
import { useReader } from './reader-context.tsx';
import type { DocumentFind } from './use-document-find.ts';

export type ReaderView = 'pages' | 'text';

interface ReaderToolbarProps {
  readonly document: DocumentText;
  /** Null: the document has no pages to choose. */
  readonly view: ReaderView | null;
  readonly onView: (view: ReaderView) => void;
  /** A newer version is searched now. */
  readonly isOld: boolean;
  readonly find: DocumentFind;
}

/** Below the title: pages or text, outline, finding, and the way from citation to citation. */
export function ReaderToolbar({ document, view, onView, isOld, find }: ReaderToolbarProps) {
  const messages = useMessages();
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 border-b border-line px-2 py-1 pair:pl-5">
      {view !== null && (
        <Segmented
          label={messages.reader.view}
          value={view}
          options={[
            { value: 'pages', text: messages.reader.pages },
            { value: 'text', text: messages.reader.text },
          ]}
          onChange={onView}
        />
      )}
      <p className="min-w-0 flex-1 text-small text-soft">{isOld && messages.reader.oldVersion}</p>
      <OutlineMenu document={document} />
      <IconButton label={messages.desk.find.label} keyHint="f" isActive={find.isOpen} onClick={find.isOpen ? find.close : find.open}>
        <Search aria-hidden className="size-4" />
      </IconButton>
      <Walk />
    </div>
  );
}

function Walk() {
  const messages = useMessages();
  const format = useFormat();
  const reader = useReader();
  const { stops, index } = reader.place;
  if (stops.length < 2) return null;
  return (
    <div className="flex shrink-0 items-center">
      <span aria-live="polite" className="figures px-1 text-small text-soft">
        {messages.reader.place(index === -1 ? '–' : format.number(index + 1), format.number(stops.length))}
      </span>
      <IconButton label={messages.reader.previous} keyHint="[" disabled={index === 0} onClick={() => reader.walk(-1)}>
        <ChevronUp aria-hidden className="size-4" />
      </IconButton>
      <IconButton label={messages.reader.next} keyHint="]" disabled={index === stops.length - 1} onClick={() => reader.walk(1)}>
        <ChevronDown aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}
