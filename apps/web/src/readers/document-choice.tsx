import { useDeferredValue, useState } from 'react';
import { useDocuments } from '../api/document-queries.ts';

import { FindBox } from '../rights/find-box.tsx';
import { useAddress } from '../shell/use-address.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { FileKind } from '../ui/file-kind.tsx';
import { SkeletonLines } from '../ui/skeleton-lines.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';

const documentIdForm = /^doc_[0-9a-f]{32}$/;
const offered = 20;

/** Finds the document that is asked about: by title among those that the person may read, any other one by its id. */
export function DocumentChoice() {
  const words = useRightsWords().readers;
  const address = useAddress();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const documents = useDocuments(wanted === '' ? {} : { text: wanted });
  const choose = (of: string) => address.push({ of });
  const items = (documents.data?.pages[0]?.items ?? []).slice(0, offered);
  return (
    <>
      <p className="text-soft">{words.body}</p>
      <FindBox
        label={words.find}
        value={text}
        onChange={(next) => {
          setText(next);
          if (documentIdForm.test(next.trim())) choose(next.trim());
        }}
      />
      {documents.isPending && <SkeletonLines lines={5} />}
      {documents.isError && <FailureNote error={documents.error} onRetry={() => void documents.refetch()} />}
      {documents.data && items.length === 0 && <p className="text-soft">{words.noMatch}</p>}
      {items.length > 0 && (
        <ul className="flex flex-col divide-y divide-line rounded-box border border-line bg-sheet">
          {items.map(({ id, title, path, mediaType, policyName }) => (
            <li key={id}>
              <button
                type="button"
                className="flex w-full items-center gap-3 px-4 py-2.5 text-start outline-offset-[-2px] hover:bg-hover/60"
                onClick={() => choose(id)}
              >
                <FileKind mediaType={mediaType} className="max-tablet:hidden" />
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-ui font-medium">{title}</span>
                  <span className="block truncate text-small text-faint">{path}</span>
                </span>
                <span className="max-w-[40%] shrink-0 truncate text-small text-soft">{policyName}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
