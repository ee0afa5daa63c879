import type { DocumentView } from '@carrel/contract';
import { useState } from 'react';
import { useCollections, useMoveDocument } from '../api/document-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useDocumentWords } from '../messages/use-document-words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';
import { SelectField } from '../ui/select-field.tsx';

/** Another collection or another path: the document keeps its id, its versions and who may read it. */
export function MoveDialog({ document, onClose }: { readonly document: DocumentView; readonly onClose: () => void }) {
  const messages = useMessages();
  const words = useDocumentWords();
  const collections = (useCollections().data?.items ?? []).filter(({ canCurate }) => canCurate);
  const [collectionId, setCollectionId] = useState(document.collectionId);
  const [path, setPath] = useState(document.path);
  const move = useMoveDocument();
  const isSame = collectionId === document.collectionId && path.trim() === document.path;
  return (
    <Dialog title={words.moveTitle} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (isSame) onClose();
          else move.mutate({ document, collectionId, path: path.trim() }, { onSuccess: onClose });
        }}
      >
        <p className="text-soft">{words.moveBody}</p>
        <div className="flex flex-col gap-1">
          <span className="text-small font-medium text-soft">{words.moveTo}</span>
          <SelectField
            label={words.moveTo}
            value={collectionId}
            options={collections.map(({ id, name }) => ({ value: id, text: name }))}
            onChange={setCollectionId}
          />
        </div>
        <Field label={words.path} name="path" required maxLength={1000} value={path} onChange={(event) => setPath(event.target.value)} />
        {move.error !== null && <FailureNote error={move.error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={move.isPending || path.trim() === ''}>
            {words.move}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
