import { useState } from 'react';
import { useMessages } from '../messages/language.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';

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
  const words = useAuditWords().keeping;
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
        <Field
          label={words.reason}
          hint={words.reasonHint}
          value={reason}
          minLength={3}
          maxLength={1000}
          required
          autoFocus
          onChange={(event) => setReason(event.target.value)}
        />
        {error !== null && <FailureNote error={error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={isWorking || reason.trim().length < 3}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
