import type { DocumentText } from '@carrel/contract';
import { ChevronDown, ChevronUp, Search, SquareSplitVertical } from 'lucide-react';
import { useFormat, useMessages } from '../messages/language.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { OutlineMenu } from './outline-menu.tsx';
import { useReader } from './reader-context.tsx';
import type { DocumentFind } from './use-document-find.ts';

export type ReaderView = 'pages' | 'text' | 'both';

interface ReaderToolbarProps {
  readonly document: DocumentText;
  /** Null: the document has no pages to choose. */
  readonly view: ReaderView | null;
  readonly onView: (view: ReaderView) => void;
  /** A newer version is searched now. */
  readonly isOld: boolean;
  /** Null: there are no passages yet. */
  readonly chunks: { readonly areShown: boolean; readonly toggle: () => void } | null;
  readonly find: DocumentFind;
}

/** Below the title: pages, text or both, outline, the borders of passages, finding, and the way from citation to citation. */
export function ReaderToolbar({ document, view, onView, isOld, chunks, find }: ReaderToolbarProps) {
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
            { value: 'both', text: messages.reading.both },
          ]}
          onChange={onView}
        />
      )}
      <p className="min-w-0 flex-1 text-small text-soft">{isOld && messages.reader.oldVersion}</p>
      {chunks !== null && (
        <IconButton label={messages.reading.passagesHint} isActive={chunks.areShown} aria-pressed={chunks.areShown} onClick={chunks.toggle}>
          <SquareSplitVertical aria-hidden className="size-4" />
        </IconButton>
      )}
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
