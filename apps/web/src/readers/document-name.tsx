import { useDocument } from '../api/document-queries.ts';
import { pathBesideTitle } from '../lib/path-beside-title.ts';
import { useReader } from '../reader/reader-context.tsx';
import { FileKind } from '../ui/file-kind.tsx';

/** What a document is called, for whoever may read it, with the way to it; its id for everybody else. */
export function DocumentName({ id }: { readonly id: string }) {
  const document = useDocument(id);
  const reader = useReader();
  if (!document.data) return <code className="font-mono text-code break-all text-soft">{id}</code>;
  return (
    <button
      type="button"
      className="flex min-w-0 items-center gap-3 rounded-box text-start hover:text-accent"
      onClick={() => reader.open({ documentId: id, versionId: null, span: null })}
    >
      <FileKind mediaType={document.data.mediaType} />
      <span className="min-w-0">
        <span className="block truncate font-text text-heading font-semibold">{document.data.title}</span>
        <span className="block truncate text-small text-faint">{pathBesideTitle(document.data.title, document.data.path)}</span>
      </span>
    </button>
  );
}
