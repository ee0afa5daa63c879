import type { AuditEvent } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { Actor, Answer, UserId } from '@carrel/core';
import { answerIdSchema, CarrelError, conversationIdSchema } from '@carrel/core';
import { turnView } from '../conversations/turn-view.ts';
import { failClosed } from '../audit/fail-closed.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import type { SlackDeps, SlackOptions } from './slack-deps.ts';
import { withAudience } from './with-audience.ts';

/** Threads of a person, and answers that are put before a channel. */
export function createSlackPostingHandlers(deps: SlackDeps, options: SlackOptions): readonly BoundRoute[] {
  const { store, access } = deps;
  return [
    handle(routes.findSlackThread, async ({ caller, body }) => {
      const conversationId = await store.read.slack.findThread(caller.userId, body.thread);
      // The person may have deleted it meanwhile.
      const isThere = conversationId !== null && (await store.read.answers.findConversation(conversationId, caller.userId)) !== null;
      return { conversationId: isThere ? conversationId : null };
    }),

    handle(routes.putSlackThread, async ({ caller, body }) => {
      const conversationId = idOrNotFound(conversationIdSchema, body.conversationId);
      if ((await store.read.answers.findConversation(conversationId, caller.userId)) === null) throw new CarrelError('NOT_FOUND');
      await store.transaction((transaction) => transaction.slack.putThread(caller.userId, body.thread, conversationId));
      return { ok: true as const };
    }),

    handle(routes.postAnswer, async ({ caller, params, body }) => {
      const answer = await store.read.answers.findAnswer(idOrNotFound(answerIdSchema, params.id));
      if (answer === null || answer.ownerId !== caller.userId) throw new CarrelError('NOT_FOUND');
      const turn = await turnView({ access, audit: store.read.audit }, caller.actor, answer);
      if (turn.state !== 'complete') throw new CarrelError('NOT_FOUND');
      const actor = await withAudience(store, caller, body.audience);
      // All that the model was given, not what is cited alone: an answer can tell of what it does not cite.
      if (!(await access.mayReadAll(actor, answer.documentIds))) throw new CarrelError('AUDIENCE_MAY_NOT_READ');
      const [shared, own] = await Promise.all([access.visiblePolicies(actor), access.visiblePolicies(caller.actor)]);
      await recordPosting(deps, options, { actor, answer, channelId: body.channelId });
      return { question: turn.question, result: turn.result, mayReadMore: own.policies.length > shared.policies.length };
    }),
  ];
}

/** Nothing is put before anybody that is not on record, durably and with its number. */
async function recordPosting(
  { store, audit }: SlackDeps,
  { confirmTimeoutMs }: SlackOptions,
  { actor, answer, channelId }: { readonly actor: Actor; readonly answer: Answer; readonly channelId: string },
): Promise<void> {
  const cited = new Set(answer.result?.citations.map((citation) => citation.chunkId));
  const event: AuditEvent = {
    type: 'answer.posted',
    answerId: answer.id,
    channelId,
    audience: actor.audience.flatMap((principal): UserId[] => (principal.kind === 'user' ? [principal.userId] : [])),
    passages: answer.passages.map((passage) => ({ passage, isInPrompt: false, isCited: cited.has(passage.chunkId) })),
  };
  const eventId = await failClosed(() => store.transaction((transaction) => audit.record(transaction, actor, event)));
  await audit.confirm(eventId, { timeoutMs: confirmTimeoutMs });
}
