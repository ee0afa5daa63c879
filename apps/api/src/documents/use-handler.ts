import type { Access } from '@carrel/access';
import { routes } from '@carrel/contract';
import type { RecordStore } from '@carrel/core';
import { documentIdSchema } from '@carrel/core';
import { citationView } from '../ask/ask-views.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import type { TurnDeps } from '../conversations/turn-view.ts';
import { turnView } from '../conversations/turn-view.ts';

export interface UseDeps {
  readonly store: RecordStore;
  readonly access: Access;
}

const shownUses = 50;

/**
 * Where a document was cited, in the caller's own conversations: what others asked is theirs. An answer of which the caller
 * may no longer read every source is left out, as it is withheld in the conversation.
 */
export function createUseHandler({ store, access }: UseDeps): BoundRoute {
  const deps: TurnDeps = { access, audit: store.read.audit };
  return handle(routes.listDocumentUses, async ({ caller, params }) => {
    const { document } = await access.readableDocument(caller.actor, idOrNotFound(documentIdSchema, params.id));
    const answers = await store.read.answers.listCiting(document.id, caller.userId, shownUses);
    const turns = await Promise.all(answers.map(async (answer) => ({ answer, turn: await turnView(deps, caller.actor, answer) })));
    const items = turns.flatMap(({ answer: { id, conversationId, question, createdAt, result }, turn }) =>
      turn.state !== 'complete' || result === null
        ? []
        : [
            {
              answerId: id,
              conversationId,
              question,
              createdAt,
              citations: result.citations.filter(({ documentId }) => documentId === document.id).map(citationView),
            },
          ],
    );
    return { items };
  });
}
