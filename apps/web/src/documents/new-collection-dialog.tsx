import type { CollectionView } from '@carrel/contract';
import { useState } from 'react';
import { useCreateCollection } from '../api/document-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';

interface NewCollectionDialogProps {
  readonly onCreated: (collection: CollectionView) => void;
  readonly onClose: () => void;
}

export function NewCollectionDialog({ onCreated, onClose }: NewCollectionDialogProps) {
  const messages = useMessages();
  const words = messages.documents;
  const create = useCreateCollection();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  return (
    <Dialog title={words.createTitle} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ name: name.trim(), description: description.trim() }, { onSuccess: onCreated });
        }}
      >
        <Field
          label={words.collectionName}
          required
          maxLength={200}
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={words.collectionDescription}
          maxLength={2000}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
          hint={words.createBody}
        />
        {create.error !== null && <FailureNote error={create.error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={name.trim() === '' || create.isPending}>
            {words.create}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
