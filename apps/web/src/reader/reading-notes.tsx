import type { DocumentText } from '@carrel/contract';
import { TriangleAlert } from 'lucide-react';
import { placeText } from '../lib/place-text.ts';
import { useFormat, useLanguage, useMessages } from '../messages/language.tsx';
import { type GroupedWarning, groupWarnings, rangesOf } from './group-warnings.ts';

/** Below this, the recogniser's words are wrong often enough that a person should look. */
const lowConfidence = 75;

/** What a curator should know of how a file was read: pages read by OCR, what was left out, and what was kept apart. */
export function ReadingNotes({ document }: { readonly document: DocumentText }) {
  const messages = useMessages();
  const format = useFormat();
  const warnings = groupWarnings(document.warnings).filter(({ code }) => code !== 'TEXT_KEPT_APART');
  const count = warnings.length + document.keptApart.length;
  if (count === 0) return null;
  return (
    <details className="shrink-0 border-b border-line bg-desk text-small" data-reading-notes>
      <summary className="flex min-h-9 cursor-pointer items-center gap-2 px-4 py-1.5 text-soft hover:text-ink pair:px-5">
        <TriangleAlert aria-hidden className="size-4 shrink-0" />
        {messages.reading.title(format.number(count), count)}
      </summary>
      <div className="max-h-[40vh] overflow-y-auto px-4 pb-3 pair:px-5" tabIndex={0}>
        {warnings.length > 0 && (
          <ul className="list-disc space-y-1 pl-5">
            {warnings.map((warning) => (
              <li key={warning.code}>
                <WarningText warning={warning} pages={document.pages} />
              </li>
            ))}
          </ul>
        )}
        {document.keptApart.length > 0 && <KeptApartList keptApart={document.keptApart} />}
      </div>
    </details>
  );
}

function WarningText({ warning, pages }: { readonly warning: GroupedWarning; readonly pages: DocumentText['pages'] }) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.reading;
  const known = new Map<string, string>(Object.entries(words.warnings));
  const shown = rangesOf(warning.pages, format.number);
  const place = warning.pages.length === 0 ? '' : warning.pages.length === 1 ? words.onePage(shown) : words.pages(shown);
  const confidences = warning.code === 'PAGE_READ_BY_OCR' ? pages.filter(({ ocrConfidence }) => ocrConfidence !== undefined) : [];
  return (
    <>
      {known.get(warning.code) ?? warning.code}
      {place !== '' && ` · ${place}`}
      {warning.count !== null && ` · ${words.times(format.number(warning.count))}`}
      {confidences.length > 0 && (
        <ul className="figures list-none pl-0 text-soft">
          {confidences.map(({ page, ocrConfidence = 0 }) => (
            <li key={page} data-ocr-page={page}>
              {words.onePage(format.number(page))}: {words.confidence(format.number(ocrConfidence))}
              {ocrConfidence < lowConfidence && <strong className="font-medium text-ink"> · {words.low}</strong>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function KeptApartList({ keptApart }: Pick<DocumentText, 'keptApart'>) {
  const language = useLanguage();
  const words = language.messages.reading;
  return (
    <section aria-label={words.keptApartTitle} className="mt-3">
      <h3 className="font-semibold">{words.keptApartTitle}</h3>
      <p className="text-soft">{words.keptApartBody}</p>
      <ul className="mt-2 space-y-2">
        {keptApart.map(({ kind, text, page, location }, index) => (
          // The texts have no names of their own, and may repeat.
          <li key={`${index} ${kind}`} className="rounded-box border border-line bg-sheet px-3 py-2">
            <p className="text-tiny text-faint">
              {[words.kinds[kind], placeText({ page, location }, language)].filter((part) => part !== null).join(' · ')}
            </p>
            <p className="line-clamp-6 break-words whitespace-pre-line">{text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
