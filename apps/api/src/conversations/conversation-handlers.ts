import type { Access } from '@carrel/access';
import type { AuditTrail } from '@carrel/audit';
import type { ConversationView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Clock, Conversation, RecordStore } from '@carrel/core';
import { answerIdSchema, CarrelError, conversationIdSchema, isoTime } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { turnView } from './turn-view.ts';

export interface ConversationDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly access: Access;
  readonly clock: Clock;
}

/** A person's own conversations. What is shown of them is decided anew at each reading: rights may have changed since. */
export function createConversationHandlers(deps: ConversationDeps): readonly BoundRoute[] {
  const { store, audit, access, clock } = deps;
  return [
    handle(routes.listConversations, async ({ caller, query }) => {
      const page = {
        limit: query.limit,
        ...(query.cursor !== undefined && { cursor: query.cursor }),
        ...(query.text !== undefined && query.text !== '' && { text: query.text }),
      };
      const found = await store.read.answers.listConversations(caller.userId, page);
      return { items: found.items.map(conversationView), nextCursor: found.nextCursor };
    }),
    handle(routes.getConversation, async ({ caller, params }) => {
      const id = idOrNotFound(conversationIdSchema, params.id);
      const conversation = await store.read.answers.findConversation(id, caller.userId);
      if (conversation === null) throw new CarrelError('NOT_FOUND');
      const answers = await store.read.answers.listAnswers(id);
      const turns = await Promise.all(answers.map((answer) => turnView({ access, audit: store.read.audit }, caller.actor, answer)));
      return { ...conversationView(conversation), turns };
    }),
    handle(routes.updateConversation, async ({ caller, params, body }) => {
      const change = {
        ...(body.title !== undefined && { title: body.title }),
        ...(body.isPinned !== undefined && { isPinned: body.isPinned }),
      };
      const id = idOrNotFound(conversationIdSchema, params.id);
      const changed = await store.transaction((transaction) => transaction.answers.updateConversation(id, caller.userId, change));
      if (changed === null) throw new CarrelError('NOT_FOUND');
      return conversationView(changed);
    }),
    handle(routes.deleteConversation, async ({ caller, params }) => {
      const conversationId = idOrNotFound(conversationIdSchema, params.id);
      await store.transaction(async (transaction) => {
        const isDeleted = await transaction.answers.deleteConversation(conversationId, caller.userId, isoTime(clock));
        if (!isDeleted) throw new CarrelError('NOT_FOUND');
        await audit.record(transaction, caller.actor, { type: 'conversation.deleted', conversationId });
      });
      return { ok: true as const };
    }),
    handle(routes.giveFeedback, async ({ caller, params, body }) => {
      const answerId = idOrNotFound(answerIdSchema, params.id);
      await store.transaction(async (transaction) => {
        const isRated = await transaction.answers.setFeedback(answerId, caller.userId, { ...body, at: isoTime(clock) });
        if (!isRated) throw new CarrelError('NOT_FOUND');
        await audit.record(transaction, caller.actor, { type: 'answer.rated', answerId, rating: body.rating, comment: body.reason });
      });
      return { ok: true as const };
    }),
  ];
}

function conversationView({ id, title, isPinned, createdAt, updatedAt }: Conversation): ConversationView {
  return { id, title, isPinned, createdAt, updatedAt };
}
