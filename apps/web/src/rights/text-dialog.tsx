import type { ReactNode } from 'react';
import { useState } from 'react';
import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';

interface TextDialogProps {
  readonly title: string;
  readonly label: string;
  readonly action: string;
  readonly initial?: string;
  readonly isWorking: boolean;
  readonly error: unknown;
  readonly onSubmit: (text: string) => void;
  readonly onClose: () => void;
  /** Between the field and the buttons. */
  readonly children?: ReactNode;
}

/** Asks for one name. */
export function TextDialog({ title, label, action, initial = '', isWorking, error, onSubmit, onClose, children }: TextDialogProps) {
  const messages = useMessages();
  const [text, setText] = useState(initial);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(text.trim());
        }}
      >
        <Field
          label={label}
          name="name"
          autoComplete="off"
          maxLength={200}
          required
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {children}
        {error !== null && <FailureNote error={error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={isWorking || text.trim() === ''}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
