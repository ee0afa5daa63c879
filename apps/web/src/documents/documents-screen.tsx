import { useMemo, useState } from 'react';
import { useCollections } from '../api/document-queries.ts';
import { useMe } from '../api/identity-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { DocumentFilters } from './document-filters.tsx';
import { DocumentList } from './document-list.tsx';
import { stateChipOf, stateChips } from './document-state.ts';
import { DropZone } from './drop-zone.tsx';
import { UploadActions } from './upload-actions.tsx';
import { useAddFiles } from './use-add-files.tsx';

/** Documents: what is in the knowledge base, how far it is, and the way in. The filters are in the address. */
export function DocumentsScreen() {
  const messages = useMessages();
  const address = useAddress();
  const me = useMe().data;
  const collections = useCollections().data?.items ?? [];
  const canWrite = me?.roles.some((role) => role === 'curator' || role === 'admin') ?? false;
  const chip = stateChipOf(address.get('state'));
  const collectionId = address.get('in');
  const text = address.get('filter');
  const [isCreating, setCreating] = useState(false);
  const collection =
    collections.find((candidate) => candidate.id === collectionId) ?? (collections.length === 1 ? collections[0] : undefined);
  const { addFiles, dialog } = useAddFiles({
    collections,
    chosen: collection ?? null,
    isCreating,
    onCreatingEnd: () => setCreating(false),
  });

  const base = useMemo(() => ({ ...(collectionId !== null && { collectionId }), ...(text !== null && { text }) }), [collectionId, text]);
  const states = stateChips[chip];
  const filter = useMemo(() => ({ ...base, ...(states !== null && { states }) }), [base, states]);

  return (
    <DropZone isEnabled={canWrite} collectionName={collection?.name ?? null} onDrop={addFiles}>
      <WorkHeader title={messages.documents.title}>
        {canWrite && <UploadActions onFiles={addFiles} onNewCollection={() => setCreating(true)} />}
      </WorkHeader>
      {address.isReady && (
        <>
          <DocumentFilters base={base} chip={chip} collectionId={collectionId} collections={collections} text={text ?? ''} />
          <DocumentList
            filter={filter}
            isFiltered={chip !== 'all' || collectionId !== null || text !== null}
            canWrite={canWrite}
            onFiles={addFiles}
          />
        </>
      )}
      {dialog}
    </DropZone>
  );
}
