import type { DocumentCardView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { useState } from 'react';
import { useKeepingChange } from '../api/audit-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Field } from '../ui/field.tsx';
import { isReason, ReasonField } from './reason-field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { CardChoice } from './card-choice.tsx';

interface SubjectDialogProps {
  readonly kind: 'hold' | 'erasure';
  readonly onClose: () => void;
}

/** Places a hold, or asks for an erasure: of a person or of a document, and why. */
export function SubjectDialog({ kind, onClose }: SubjectDialogProps) {
  const words = useAuditWords().keeping;
  const messages = useMessages();
  const [of, setOf] = useState<'document' | 'person'>('document');
  const [card, setCard] = useState<DocumentCardView | null>(null);
  const [person, setPerson] = useState('');
  const [reason, setReason] = useState('');
  const change = useKeepingChange(
    async (client, body: { readonly userId?: string; readonly documentId?: string; readonly reason: string }) => {
      if (kind === 'hold') await client.call(routes.placeHold, { body });
      else await client.call(routes.askErasure, { body });
    },
    onClose,
  );
  const isChosen = of === 'document' ? card !== null : person.trim() !== '';
  const [title, body] = kind === 'hold' ? [words.place, words.placeBody] : [words.ask, words.askBody];
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const subject = of === 'document' ? { documentId: card?.id ?? '' } : { userId: person.trim() };
          change.mutate({ ...subject, reason: reason.trim() });
        }}
      >
        <p className="text-soft">{body}</p>
        <div className="self-start">
          <Segmented
            label={words.of}
            value={of}
            options={[
              { value: 'document', text: words.document },
              { value: 'person', text: words.person },
            ]}
            onChange={setOf}
          />
        </div>
        {of === 'person' && (
          <Field
            label={words.personId}
            hint={words.personIdHint}
            value={person}
            required
            autoComplete="off"
            onChange={(event) => setPerson(event.target.value)}
          />
        )}
        {of === 'document' && <ChosenCard card={card} onChoose={setCard} />}
        <ReasonField value={reason} onChange={setReason} />
        {change.error !== null && <FailureNote error={change.error} />}
        <DialogActions>
          <Button onClick={onClose}>{messages.common.cancel}</Button>
          <Button type="submit" look={kind === 'hold' ? 'primary' : 'danger'} disabled={change.isPending || !isChosen || !isReason(reason)}>
            {title}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface ChosenCardProps {
  readonly card: DocumentCardView | null;
  readonly onChoose: (card: DocumentCardView | null) => void;
}

function ChosenCard({ card, onChoose }: ChosenCardProps) {
  const words = useAuditWords().keeping;
  if (card === null)
    return (
      <div className="max-h-72 overflow-y-auto">
        <CardChoice onChoose={onChoose} />
      </div>
    );
  return (
    <div className="flex items-center gap-3 rounded-box border border-line bg-paper px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate text-ui font-medium">{card.title}</p>
        <p className="truncate text-small text-faint">{card.path}</p>
      </div>
      <Button size="small" onClick={() => onChoose(null)}>
        {words.change}
      </Button>
    </div>
  );
}
