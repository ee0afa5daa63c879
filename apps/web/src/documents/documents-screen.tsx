import type { CollectionView } from '@carrel/contract';
import { useMemo, useState } from 'react';
import { useCollections } from '../api/document-queries.ts';
import { useMe } from '../api/identity-queries.ts';
import { useBlocks } from '../api/service-state.tsx';
import { useMessages } from '../messages/language.tsx';
import { useAddress } from '../shell/use-address.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { DocumentFilters } from './document-filters.tsx';
import { DocumentList } from './document-list.tsx';
import { DropZone } from './drop-zone.tsx';
import { UploadActions } from './upload-actions.tsx';
import { useAddFiles } from './use-add-files.tsx';
import { useDocumentFilter } from './use-document-filter.ts';

const none: readonly CollectionView[] = [];

/** Documents: what is in the knowledge base, how far it is, and the way in. The filters are in the address. */
export function DocumentsScreen() {
  const messages = useMessages();
  const { isReady } = useAddress();
  const me = useMe().data;
  const collections = useCollections().data?.items ?? none;
  // Who may curate at all may make a collection; what is in the others is changed by their own curators alone.
  const mayCurate = me?.roles.some((role) => role === 'curator' || role === 'admin') === true;
  const curated = useMemo(() => collections.filter(({ canCurate }) => canCurate), [collections]);
  const curatedIds = useMemo(() => new Set(curated.map(({ id }) => id)), [curated]);
  const blocks = useBlocks();
  const filter = useDocumentFilter();
  const [isCreating, setCreating] = useState(false);
  const chosen = collectionFor(curated, filter.collectionId);
  const { addFiles, dialog } = useAddFiles({ collections: curated, chosen, isCreating, onCreatingEnd: () => setCreating(false) });

  return (
    <DropZone isEnabled={mayCurate && blocks.upload === null} collectionName={chosen?.name ?? null} onDrop={addFiles}>
      <WorkHeader title={messages.documents.title}>
        {mayCurate && <UploadActions onFiles={addFiles} onNewCollection={() => setCreating(true)} />}
      </WorkHeader>
      {isReady && (
        <>
          <DocumentFilters filter={filter} collections={collections} />
          <DocumentList filter={filter} mayCurate={mayCurate} curatedIds={curatedIds} onFiles={addFiles} />
        </>
      )}
      {dialog}
    </DropZone>
  );
}

/** Where files go without asking: into the collection that is shown, or the only one. */
function collectionFor(curated: readonly CollectionView[], shownId: string | null): CollectionView | null {
  return curated.find(({ id }) => id === shownId) ?? (curated.length === 1 ? curated[0] : null) ?? null;
}
