import type { ConversationView } from '@carrel/contract';
import { useState } from 'react';
import { useUpdateConversation } from '../api/conversation-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';

export function RenameDialog({ conversation, onClose }: { readonly conversation: ConversationView; readonly onClose: () => void }) {
  const messages = useMessages();
  const update = useUpdateConversation();
  const [title, setTitle] = useState(conversation.title);
  return (
    <Dialog title={messages.nav.renameTitle} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate({ id: conversation.id, title: title.trim() }, { onSuccess: onClose });
        }}
      >
        <Field label={messages.nav.title} value={title} maxLength={200} autoFocus onChange={(event) => setTitle(event.target.value)} />
        {update.error !== null && <FailureNote error={update.error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={title.trim() === '' || update.isPending}>
            {messages.common.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
