import type { AskResult } from '@carrel/contract';
import { BookDashed } from 'lucide-react';
import { pathBesideTitle } from '../lib/path-beside-title.ts';
import { useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { Notice } from './notice.tsx';

/** The documents do not say: plainly, with the documents that came nearest. */
export function AbstainedAnswer({ result }: { readonly result: AskResult }) {
  const messages = useMessages();
  const reader = useReader();
  return (
    <Notice icon={<BookDashed />} title={messages.ask.abstainedTitle}>
      <p className="text-soft">{result.nearest.length > 0 ? messages.ask.abstainedBody : messages.ask.abstainedNothing}</p>
      {result.nearest.length > 0 && (
        <ul className="w-full divide-y divide-line border-y border-line">
          {result.nearest.map((document) => (
            <li key={document.documentId}>
              <button
                type="button"
                className="flex w-full flex-col items-start px-1 py-2 text-start hover:bg-hover"
                onClick={() => reader.open({ documentId: document.documentId, versionId: null, span: null })}
              >
                <span className="text-ui font-medium">{document.title}</span>
                <span className="max-w-full truncate text-small text-faint">{pathBesideTitle(document.title, document.path)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="text-small text-faint">{messages.ask.abstainedHint}</p>
    </Notice>
  );
}
