import type { ReactNode } from 'react';
import { useMessages } from '../messages/language.tsx';
import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';
import { FailureNote } from './failure-note.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  readonly action: string;
  readonly isWorking: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something is destroyed; `children` says what exactly. */
export function ConfirmDialog({ title, action, isWorking, error, onConfirm, onClose, children }: ConfirmDialogProps) {
  const messages = useMessages();
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="text-soft">{children}</p>
      {error !== null && <FailureNote error={error} />}
      <DialogActions>
        <Button onClick={onClose}>{messages.common.cancel}</Button>
        <Button look="danger" disabled={isWorking} onClick={onConfirm}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
