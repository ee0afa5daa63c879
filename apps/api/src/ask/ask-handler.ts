import type { AnswerEvent, AskRequest } from '@carrel/answering';
import type { Access } from '@carrel/access';
import { routes } from '@carrel/contract';
import type { Clock, ConversationId, RecordStore } from '@carrel/core';
import { CarrelError, conversationIdSchema } from '@carrel/core';
import type { Response } from 'express';
import type { Caller } from '../authentication/caller.ts';
import { visibleCollectionIds } from '../collections/find-visible-collection.ts';
import type { Admission } from '../http/admission.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';
import { openEventStream } from '../http/event-stream.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { problemOf } from '../http/problem.ts';
import { requestIdOf } from '../http/request-id.ts';
import { toCarrelError } from '../http/to-carrel-error.ts';
import { askEventView, askResultView } from './ask-views.ts';
import { withAudience } from '../slack/with-audience.ts';
import type { AnswerSettingsReader } from './answer-settings-reader.ts';

export interface AskDeps {
  readonly store: Pick<RecordStore, 'read'>;
  readonly access: Access;
  readonly clock: Clock;
  readonly admission: Admission;
  readonly readSettings: AnswerSettingsReader;
  /** The asking path; nothing about the documents comes out of it before its intent is durable and numbered. */
  readonly answerQuestion: (request: AskRequest) => AsyncGenerator<AnswerEvent>;
}

/** How an ask ended, for metrics. */
export interface AskOutcome {
  readonly outcome: string;
  readonly channel: string;
  readonly firstTokenMs: number | null;
}

const maxHistoryTurns = 6;

export function createAskHandler(deps: AskDeps, { onEnd }: { readonly onEnd: (outcome: AskOutcome) => void }): BoundRoute {
  return handle(routes.ask, async ({ caller, body, response, signal }) => {
    // Measurements and scripts of the owner ask many questions at once; only the bounds for all hold for them.
    const leave = await deps.admission.enter(caller.isRateLimited ? caller.userId : caller.actor.requestId, signal);
    const { channel } = caller.actor;
    try {
      const request = await askRequest(deps, caller, { ...body, signal });
      const result = body.stream ? await streamAnswer(deps, request, response) : await sendAnswer(deps, request, response);
      onEnd({ outcome: result.decision, channel, firstTokenMs: result.ms.firstToken });
    } catch (error) {
      onEnd({ outcome: signal.aborted ? 'interrupted' : toCarrelError(error).code.toLowerCase(), channel, firstTokenMs: null });
      throw error;
    } finally {
      leave();
    }
    return responseSent;
  });
}

interface AskInput {
  readonly question: string;
  readonly conversationId?: string | undefined;
  readonly collections?: readonly string[] | undefined;
  readonly model?: string | undefined;
  readonly audience?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

async function askRequest(deps: AskDeps, caller: Caller, input: AskInput): Promise<AskRequest> {
  const conversationId = input.conversationId === undefined ? null : idOrNotFound(conversationIdSchema, input.conversationId);
  const [actor, history, collectionIds, settings] = await Promise.all([
    withAudience(deps.store, caller, input.audience),
    conversationId === null ? [] : readHistory(deps, caller, conversationId),
    visibleCollectionIds(deps, caller.userId, input.collections),
    deps.readSettings(),
  ]);
  return {
    actor,
    question: input.question,
    conversationId,
    history,
    settings,
    signal: input.signal,
    ...(collectionIds !== undefined && { collectionIds }),
    ...(input.model !== undefined && { modelName: input.model }),
  };
}

/** Earlier questions of the conversation, oldest first, of the answers that the person may still read. @throws NOT_FOUND when it is not theirs. */
async function readHistory({ store, access }: AskDeps, caller: Caller, id: ConversationId): Promise<AskRequest['history']> {
  if ((await store.read.answers.findConversation(id, caller.userId)) === null) throw new CarrelError('NOT_FOUND');
  const turns = (await store.read.answers.listAnswers(id)).slice(-maxHistoryTurns);
  const readable = await Promise.all(turns.map((turn) => access.mayReadAll(caller.actor, turn.documentIds)));
  return turns.filter((_turn, index) => readable[index] === true).map(({ question }) => ({ question }));
}

type Done = Extract<AnswerEvent, { type: 'done' }>['result'];

async function streamAnswer(deps: AskDeps, request: AskRequest, response: Response): Promise<Done> {
  const events = deps.answerQuestion(request);
  // Until the intent is on record nothing has been sent, so whatever fails up to here is an ordinary problem with its status.
  const first = await events.next();
  if (first.done === true) throw new CarrelError('INTERNAL', { message: 'the asking path ended without an event' });
  const stream = openEventStream(response);
  let done: Done | null = null;
  try {
    for (let event: AnswerEvent | null = first.value; event !== null; event = await nextOf(events)) {
      if (event.type === 'done') done = event.result;
      const { type, ...data } = askEventView(event);
      await stream.send(type, data);
    }
    if (done === null) throw new CarrelError('INTERNAL', { message: 'the asking path ended without a result' });
    stream.end();
    return done;
  } catch (error) {
    await events.return(undefined).catch(() => undefined);
    await stream.send('error', { problem: problemOf(toCarrelError(error), requestIdOf(response)) }).catch(() => undefined);
    stream.end();
    throw error;
  }
}

async function nextOf(events: AsyncGenerator<AnswerEvent>): Promise<AnswerEvent | null> {
  const next = await events.next();
  return next.done === true ? null : next.value;
}

async function sendAnswer(deps: AskDeps, request: AskRequest, response: Response): Promise<Done> {
  for await (const event of deps.answerQuestion(request)) {
    if (event.type !== 'done') continue;
    response.status(200).json(askResultView(event.result));
    return event.result;
  }
  throw new CarrelError('INTERNAL', { message: 'the asking path ended without a result' });
}
