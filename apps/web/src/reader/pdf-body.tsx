import type { DocumentText } from '@carrel/contract';
import { FileWarning } from 'lucide-react';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import type { Mark } from './marked-pieces.ts';
import { PdfView } from './pdf-view.tsx';
import { usePdf } from './use-pdf.ts';

interface PdfBodyProps {
  readonly url: string;
  readonly document: DocumentText;
  readonly marks: readonly Mark[];
  readonly areChunksShown: boolean;
  readonly onShowText: () => void;
}

export function PdfBody({ url, document, marks, areChunksShown, onShowText }: PdfBodyProps) {
  const messages = useMessages();
  const state = usePdf(url);
  switch (state.kind) {
    case 'opening':
      return (
        <div role="status" aria-label={messages.reader.opening} className="flex min-h-0 flex-1 justify-center overflow-hidden bg-desk p-4">
          <div className="skeleton aspect-[1/1.414] h-fit w-full max-w-[640px] bg-sheet" />
        </div>
      );
    case 'open':
      return <PdfView pdf={state.pdf} document={document} marks={marks} areChunksShown={areChunksShown} />;
    case 'failed':
      return (
        <EmptyState
          icon={<FileWarning className="size-8" strokeWidth={1.5} />}
          title={messages.reader.pdfFailedTitle}
          action={<Button onClick={onShowText}>{messages.reader.showText}</Button>}
        >
          {messages.reader.pdfFailedBody}
        </EmptyState>
      );
  }
}
