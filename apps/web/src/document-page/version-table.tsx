import type { DocumentVersionView, DocumentView } from '@carrel/contract';
import { useDocumentVersions } from '../api/version-queries.ts';
import { classNames } from '../lib/class-names.ts';
import { useFormat, useMessages } from '../messages/language.tsx';
import { useDocumentWords } from '../messages/use-document-words.ts';
import { useReader } from '../reader/reader-context.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

/** What lay at the document's place, newest first: each with its state, its digest, and the way to read it. */
export function VersionTable({ document }: { readonly document: DocumentView }) {
  const versions = useDocumentVersions(document);
  if (versions.isPending) return <SkeletonLines lines={3} />;
  if (versions.isError) return <FailureNote error={versions.error} onRetry={() => void versions.refetch()} />;
  return (
    <ol className="divide-y divide-line rounded-box border border-line bg-sheet">
      {versions.data.items.map((version) => (
        <VersionRow key={version.id} document={document} version={version} />
      ))}
    </ol>
  );
}

function VersionRow({ document, version }: { readonly document: DocumentView; readonly version: DocumentVersionView }) {
  const messages = useMessages();
  const words = useDocumentWords();
  const format = useFormat();
  const reader = useReader();
  const name = messages.versions.version(format.number(version.number));
  const state = messages.documents.state[version.state];
  return (
    <li className="flex flex-col gap-0.5 px-4 py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-3">
        {version.state === 'published' ? (
          <button
            type="button"
            className="font-medium text-accent hover:underline"
            onClick={() => reader.open({ documentId: document.id, versionId: version.isActive ? null : version.id, span: null })}
          >
            {name}
          </button>
        ) : (
          <span className="font-medium">{name}</span>
        )}
        <span className={classNames('text-small', version.reason === null ? 'text-soft' : 'text-danger')}>
          {version.isActive ? messages.versions.answers : state}
        </span>
        <span className="flex-1" />
        <span className="text-small text-faint">
          <TimeAgo time={version.createdAt} />
        </span>
      </p>
      <p className="min-w-0 text-small break-words text-soft">
        {version.fileName} · {format.bytes(version.sizeBytes)}
        {version.chunks !== null && ` · ${messages.count.passages(version.chunks, format.number(version.chunks))}`}
      </p>
      {version.reason !== null && <p className="text-small text-danger">{words.versionFailed(version.reason.text)}</p>}
      <code className="truncate font-mono text-code text-faint" title={version.sha256}>
        SHA-256 {version.sha256}
      </code>
    </li>
  );
}
