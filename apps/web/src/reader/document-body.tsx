import type { DocumentText, DocumentView } from '@carrel/contract';
import { routes, urlOf } from '@carrel/contract';
import { useState } from 'react';
import { FailureNote } from '../ui/failure-note.tsx';
import { FindBar } from './find-bar.tsx';
import type { Mark } from './marked-pieces.ts';
import { PdfBody } from './pdf-body.tsx';
import type { ReaderView } from './reader-toolbar.tsx';
import { ReadingNotes } from './reading-notes.tsx';
import { ReaderToolbar } from './reader-toolbar.tsx';
import { TextView } from './text-view.tsx';
import { useDocumentFind } from './use-document-find.ts';

interface DocumentBodyProps {
  readonly document: DocumentView;
  readonly versionId: string;
  readonly text: DocumentText | null;
  readonly error: unknown;
  readonly marks: readonly Mark[];
  /** A newer version is searched now. */
  readonly isOld: boolean;
}

/** The document itself: PDFs as pages or as text, every other format as formatted text. */
export function DocumentBody({ document, versionId, text, error, marks, isOld }: DocumentBodyProps) {
  const [view, setView] = useState<ReaderView>('pages');
  const find = useDocumentFind(text, marks);
  const isPdf = (text?.mediaType ?? document.mediaType) === 'application/pdf';
  const contentUrl = urlOf(routes.getDocumentContent.path, { params: { id: document.id }, query: { versionId } });
  if (!text) {
    return (
      <div className="p-5">
        <FailureNote error={error} />
      </div>
    );
  }
  return (
    <>
      <ReaderToolbar document={text} view={isPdf ? view : null} onView={setView} isOld={isOld} find={find} />
      {find.isOpen && <FindBar find={find} />}
      <ReadingNotes document={text} />
      {isPdf && view === 'pages' ? (
        <PdfBody url={contentUrl} document={text} marks={find.marks} onShowText={() => setView('text')} />
      ) : (
        // Focusable, so that the text can be scrolled with the keyboard.
        <div className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]" tabIndex={0} data-document-text>
          <TextView document={text} marks={find.marks} />
        </div>
      )}
    </>
  );
}
