import type { DocumentVersionView, DocumentView } from '@carrel/contract';
import { useCollections } from '../api/document-queries.ts';
import { useDocumentVersions } from '../api/version-queries.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useReader } from '../reader/reader-context.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { ReplaceButton } from './replace-button.tsx';

/** The versions of a document, newest first; each opens in the reader. Curators replace it here. */
export function VersionHistory({ document }: { readonly document: DocumentView }) {
  const words = useMessages().versions;
  const versions = useDocumentVersions(document).data?.items ?? [];
  const mayReplace = useCollections().data?.items.some(({ id, canCurate }) => canCurate && id === document.collectionId) ?? false;
  return (
    <section aria-label={words.title} className="mt-2 flex flex-col items-start gap-1.5 text-small">
      {versions.length > 1 && (
        <>
          <h3 className="text-faint">{words.title}</h3>
          <ol className="flex w-full flex-col">
            {versions.map((version) => (
              <VersionRow key={version.id} document={document} version={version} />
            ))}
          </ol>
        </>
      )}
      {mayReplace && <ReplaceButton document={document} />}
    </section>
  );
}

function VersionRow({ document, version }: { readonly document: DocumentView; readonly version: DocumentVersionView }) {
  const messages = useMessages();
  const format = useFormat();
  const reader = useReader();
  const isReadable = version.state === 'published';
  const open = () => reader.open({ documentId: document.id, versionId: version.isActive ? null : version.id, span: null });
  const name = messages.versions.version(format.number(version.number));
  return (
    <li className="flex min-w-0 items-baseline gap-2">
      {isReadable ? (
        <button type="button" onClick={open} className="text-accent hover:underline">
          {name}
        </button>
      ) : (
        <span>{name}</span>
      )}
      <span className="min-w-0 truncate text-soft">
        {version.fileName} · {format.bytes(version.sizeBytes)} · <TimeAgo time={version.createdAt} />
      </span>
      {version.isActive && <span className="shrink-0 text-soft">{messages.versions.answers}</span>}
      {version.reason !== null && (
        <span className="shrink-0 text-danger" title={version.reason.text}>
          {messages.documents.states.failed}
        </span>
      )}
    </li>
  );
}
