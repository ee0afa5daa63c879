import { useDocumentCards } from '../api/audit-queries.ts';
import { useAuditWords } from '../messages/use-audit-words.ts';
import { useAddress } from '../shell/use-address.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { CardChoice, placeOfCard } from './card-choice.tsx';
import { Sightings } from './sightings.tsx';

/** Who has seen a document: in searches, in answers, and by opening it. */
export function SeenView() {
  const words = useAuditWords().seen;
  const address = useAddress();
  const documentId = address.get('of');
  return (
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
      <div className="mx-auto flex w-full max-w-[960px] flex-col gap-5 px-4 py-5 tablet:px-6">
        {documentId === null ? (
          <>
            <p className="text-soft">{words.body}</p>
            <CardChoice onChoose={({ id }) => address.push({ of: id })} />
          </>
        ) : (
          <>
            <ChosenDocument id={documentId} />
            <Sightings documentId={documentId} />
          </>
        )}
      </div>
    </div>
  );
}

function ChosenDocument({ id }: { readonly id: string }) {
  const words = useAuditWords().seen;
  const address = useAddress();
  const card = useDocumentCards(id).data?.items.find((one) => one.id === id);
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h2 className="truncate font-text text-heading font-semibold">{card?.title ?? ' '}</h2>
        <p className="truncate text-small text-faint">
          {card && placeOfCard(card)}
          {card !== undefined && card.deletedAt !== null && <span className="text-danger"> · {words.deleted}</span>}
        </p>
        <p className="flex items-center gap-1 text-small text-faint">
          <code className="truncate font-mono text-code">{id}</code>
          <CopyButton text={id} label={words.copyId} />
        </p>
      </div>
      <Button size="small" onClick={() => address.push({ of: null, version: null, filter: null, event: null, answer: null })}>
        {words.another}
      </Button>
    </div>
  );
}
