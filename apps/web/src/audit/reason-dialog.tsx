import { useState } from 'react';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { isReason, ReasonField } from './reason-field.tsx';

interface ReasonDialogProps {
  readonly title: string;
  readonly body: string;
  readonly action: string;
  readonly isWorking: boolean;
  readonly error: unknown;
  readonly onSubmit: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why; what is written is kept in the log, sealed. */
export function ReasonDialog({ title, body, action, isWorking, error, onSubmit, onClose }: ReasonDialogProps) {
  const messages = useMessages();
  const [reason, setReason] = useState('');
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(reason.trim());
        }}
      >
        <p className="text-soft">{body}</p>
        <ReasonField value={reason} autoFocus onChange={setReason} />
        {error !== null && <FailureNote error={error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={isWorking || !isReason(reason)}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
