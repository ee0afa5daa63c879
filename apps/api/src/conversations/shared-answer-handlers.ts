import type { AuditEvent } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { Answer, UserId } from '@carrel/core';
import { answerIdSchema, CarrelError, isoTime } from '@carrel/core';
import { failClosed } from '../audit/fail-closed.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import type { ConversationDeps } from './conversation-handlers.ts';
import { turnView } from './turn-view.ts';

/**
 * Answers that are opened by their link. A link gives no rights: it opens for whoever may read **all** documents behind the
 * answer at that moment. For everybody else, and for an answer that is not shared, there is nothing at the address.
 */
export function createSharedAnswerHandlers(deps: ConversationDeps): readonly BoundRoute[] {
  const { store, audit, access, clock } = deps;
  return [
    handle(routes.shareAnswer, async ({ caller, params, body }) => {
      const answerId = idOrNotFound(answerIdSchema, params.id);
      return store.transaction(async (transaction) => {
        const changed = await transaction.answers.shareAnswer(answerId, caller.userId, body.isShared ? isoTime(clock) : null);
        if (changed === null) throw new CarrelError('NOT_FOUND');
        const type = body.isShared ? 'answer.shared' : 'answer.unshared';
        if (changed.isChanged) await audit.record(transaction, caller.actor, { type, answerId });
        return { sharedAt: changed.sharedAt };
      });
    }),
    handle(routes.getAnswer, async ({ caller, params }) => {
      const answer = await store.read.answers.findAnswer(idOrNotFound(answerIdSchema, params.id));
      if (answer === null || !mayOpen(answer, caller.userId)) throw new CarrelError('NOT_FOUND');
      const turn = await turnView({ access, audit: store.read.audit }, caller.actor, answer);
      if (turn.state !== 'complete') throw new CarrelError('NOT_FOUND');
      const isMine = answer.ownerId === caller.userId;
      // What others see counts as seen: it is on record before it leaves.
      if (!isMine) await failClosed(() => store.transaction((transaction) => audit.record(transaction, caller.actor, openedEvent(answer))));
      const { answerId, question, createdAt, sharedAt, result, passages } = turn;
      const owner = await store.read.identity.findUser(answer.ownerId);
      return {
        answerId,
        question,
        askedBy: owner?.name ?? '',
        isMine,
        createdAt,
        sharedAt,
        passages,
        // A conversation is its owner's alone, and its id is nobody else's business.
        result: isMine ? result : { ...result, conversationId: '' },
      };
    }),
  ];
}

function mayOpen(answer: Answer, userId: UserId): boolean {
  return answer.ownerId === userId || answer.sharedAt !== null;
}

function openedEvent({ id, passages, result }: Answer): AuditEvent {
  const cited = new Set(result?.citations.map((citation) => citation.chunkId));
  return {
    type: 'answer.opened',
    answerId: id,
    passages: passages.map((passage) => ({ passage, isInPrompt: false, isCited: cited.has(passage.chunkId) })),
  };
}
