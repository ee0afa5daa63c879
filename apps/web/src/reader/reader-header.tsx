import type { DocumentView } from '@carrel/contract';
import { routes, urlOf } from '@carrel/contract';
import { ArrowLeft, Download, Info, X } from 'lucide-react';
import { pathBesideTitle } from '../lib/path-beside-title.ts';
import { useMessages } from '../messages/language.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { ValidityLabel } from '../ui/validity-label.tsx';
import { useReader } from './reader-context.tsx';
import type { ReaderTarget } from './reader-target.ts';

interface ReaderHeaderProps {
  /** Null while it is not known. */
  readonly document: DocumentView | null;
  readonly target: ReaderTarget;
  readonly details: { readonly isShown: boolean; readonly toggle: () => void } | null;
}

/** What is open, where it lies, and who may read it. */
export function ReaderHeader({ document, target, details }: ReaderHeaderProps) {
  const messages = useMessages();
  const words = messages.reader;
  const reader = useReader();
  const path = document ? pathBesideTitle(document.title, document.path) : '';
  return (
    <header className="flex min-h-14 shrink-0 items-center gap-1 border-b border-line py-1.5 pr-2 pl-2 pair:pl-5">
      <IconButton label={messages.common.back} className="pair:hidden" onClick={reader.close}>
        <ArrowLeft aria-hidden className="size-5" />
      </IconButton>
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-text text-body font-semibold">{document?.title ?? ' '}</h2>
        <p className="flex min-w-0 items-center gap-1.5 text-small text-faint">
          {document && (
            <>
              {path !== '' && (
                <>
                  <span className="min-w-0 truncate" title={document.path}>
                    {path}
                  </span>
                  <span aria-hidden>·</span>
                </>
              )}
              <span className="max-w-[45%] shrink-0 truncate" title={words.readableBy(document.policyName)}>
                <span className="sr-only">{words.readableBy('')}</span>
                {document.policyName}
              </span>
              <ValidityLabel validity={document.validity} />
            </>
          )}
        </p>
      </div>
      {document && details && (
        <IconButton label={words.details} isActive={details.isShown} aria-expanded={details.isShown} onClick={details.toggle}>
          <Info aria-hidden className="size-4" />
        </IconButton>
      )}
      {document && (
        <a
          href={urlOf(routes.getDocumentContent.path, { params: { id: document.id }, query: { versionId: target.versionId ?? undefined } })}
          download={document.fileName}
          title={words.download}
          aria-label={words.download}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-box text-soft hover:bg-hover hover:text-ink"
        >
          <Download aria-hidden className="size-4" />
        </a>
      )}
      <IconButton label={words.close} keyHint="Esc" className="max-pair:hidden" onClick={reader.close}>
        <X aria-hidden className="size-[18px]" />
      </IconButton>
    </header>
  );
}
