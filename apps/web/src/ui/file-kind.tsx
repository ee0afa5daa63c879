import { classNames } from '../lib/class-names.ts';

const kinds: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOC',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLS',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPT',
  'message/rfc822': 'EML',
  'image/png': 'IMG',
  'image/jpeg': 'IMG',
  'image/webp': 'IMG',
  'image/tiff': 'IMG',
  'image/bmp': 'IMG',
  'application/vnd.oasis.opendocument.text': 'ODT',
  'application/rtf': 'RTF',
  'application/epub+zip': 'EPUB',
  'text/csv': 'CSV',
  'text/markdown': 'MD',
  'text/html': 'HTM',
  'text/plain': 'TXT',
};

const kindNames: Readonly<Record<string, string>> = {
  PDF: 'PDF',
  DOC: 'Word',
  XLS: 'Excel',
  PPT: 'PowerPoint',
  EML: 'Mail',
  IMG: 'Picture',
  ODT: 'OpenDocument',
  RTF: 'RTF',
  EPUB: 'E-book',
  CSV: 'CSV',
  MD: 'Markdown',
  HTM: 'HTML',
  TXT: 'Text',
};

/** The format's name as people know it. */
export function fileKindName(mediaType: string): string {
  return kindNames[kinds[mediaType] ?? ''] ?? mediaType;
}

/** A small sheet with the kind of file on it. */
export function FileKind({ mediaType, className }: { readonly mediaType: string; readonly className?: string }) {
  return (
    <span
      aria-hidden
      className={classNames(
        'inline-flex h-[22px] w-9 shrink-0 items-center justify-center rounded-small border border-line-strong bg-sheet font-mono text-micro font-medium tracking-wide text-soft',
        className,
      )}
    >
      {kinds[mediaType] ?? 'FILE'}
    </span>
  );
}
