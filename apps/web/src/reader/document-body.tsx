import type { DocumentText, DocumentView } from '@carrel/contract';
import { routes, urlOf } from '@carrel/contract';
import { useMemo, useState } from 'react';
import { FailureNote } from '../ui/failure-note.tsx';
import { ChunkEdges, edgesOf } from './chunk-edges.ts';
import { FindBar } from './find-bar.tsx';
import type { Mark } from './marked-pieces.ts';
import { PdfBody } from './pdf-body.tsx';
import { PictureBody } from './picture-body.tsx';
import { ReadingNotes } from './reading-notes.tsx';
import type { ReaderView } from './reader-toolbar.tsx';
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

/** Pictures that every browser shows. */
const shownPictures = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/bmp']);
const noEdges = edgesOf([]);

/** How the original of a type is shown; null: its text is all that is shown. */
function originalOf(mediaType: string): 'pdf' | 'picture' | null {
  if (mediaType === 'application/pdf') return 'pdf';
  return shownPictures.has(mediaType) ? 'picture' : null;
}

/** The document itself: PDFs and pictures as they are, as text, or both side by side; every other format as formatted text. */
export function DocumentBody({ text, error, ...rest }: DocumentBodyProps) {
  if (text) return <ReadDocument text={text} {...rest} />;
  return (
    <div className="p-5">
      <FailureNote error={error} />
    </div>
  );
}

function ReadDocument({
  document,
  versionId,
  text,
  marks,
  isOld,
}: Omit<DocumentBodyProps, 'text' | 'error'> & { readonly text: DocumentText }) {
  const [view, setView] = useState<ReaderView>('pages');
  const [areChunksShown, setChunksShown] = useState(false);
  const edges = useMemo(() => (areChunksShown ? edgesOf(text.chunks) : noEdges), [areChunksShown, text]);
  const original = originalOf(text.mediaType);
  const find = useDocumentFind(text, marks);
  const contentUrl = urlOf(routes.getDocumentContent.path, { params: { id: document.id }, query: { versionId } });
  return (
    <>
      <ReaderToolbar
        document={text}
        find={find}
        view={original === null ? null : view}
        onView={setView}
        isOld={isOld}
        chunks={text.chunks.length > 0 ? { areShown: areChunksShown, toggle: () => setChunksShown(!areChunksShown) } : null}
      />
      {find.isOpen && <FindBar find={find} />}
      <ReadingNotes document={text} />
      <div className="flex min-h-0 flex-1 flex-col pair:flex-row">
        {original !== null && view !== 'text' && (
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">
            {original === 'picture' ? (
              <PictureBody url={contentUrl} title={document.title} />
            ) : (
              <PdfBody
                url={contentUrl}
                document={text}
                marks={find.marks}
                areChunksShown={areChunksShown}
                onShowText={() => setView('text')}
              />
            )}
          </div>
        )}
        {(original === null || view !== 'pages') && (
          // Focusable, so that the text can be scrolled with the keyboard.
          <div
            className="min-h-0 min-w-0 flex-1 overflow-y-auto border-line outline-offset-[-2px] max-pair:not-first:border-t pair:not-first:border-l"
            tabIndex={0}
            data-document-text
          >
            <ChunkEdges value={edges}>
              <TextView document={text} marks={find.marks} />
            </ChunkEdges>
          </div>
        )}
      </div>
    </>
  );
}
