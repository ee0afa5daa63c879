import type { AnswerEvent, AskRequest } from '@carrel/answering';
import type { Access } from '@carrel/access';
import type { Clock, ConversationId, RecordStore } from '@carrel/core';
import { CarrelError, conversationIdSchema } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import { visibleCollectionIds } from '../collections/find-visible-collection.ts';
import type { Admission } from '../http/admission.ts';
import { idOrNotFound } from '../http/id-or-not-found.ts';
import { toCarrelError } from '../http/to-carrel-error.ts';
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

export interface AskInput {
  readonly question: string;
  readonly conversationId?: string | undefined;
  /** Earlier questions, oldest first, where the client keeps the conversation itself. */
  readonly earlierQuestions?: readonly string[] | undefined;
  readonly collections?: readonly string[] | undefined;
  readonly model?: string | undefined;
  /** Who else reads the answer: see `withAudience`. */
  readonly audience?: readonly string[] | undefined;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export type AnswerDone = Extract<AnswerEvent, { type: 'done' }>['result'];

/**
 * Asks as the caller, whatever protocol they came by: takes a place among the questions that are answered at once, and gives the
 * events of the asking path. Ends with `done`; whatever goes wrong is thrown.
 */
export type Ask = (caller: Caller, input: AskInput) => AsyncGenerator<AnswerEvent>;

const maxHistoryTurns = 6;

export function createAsk(deps: AskDeps, { onEnd }: { readonly onEnd: (outcome: AskOutcome) => void }): Ask {
  return async function* ask(caller, input) {
    const { channel } = caller.actor;
    // Measurements and scripts of the owner ask many questions at once; only the bounds for all hold for them.
    const leave = await deps.admission.enter(caller.isRateLimited ? caller.userId : caller.actor.requestId, input.signal);
    let end: AskOutcome = { outcome: 'interrupted', channel, firstTokenMs: null };
    try {
      let isDone = false;
      for await (const event of deps.answerQuestion(await askRequest(deps, caller, input))) {
        if (event.type === 'done') {
          isDone = true;
          end = { outcome: event.result.decision, channel, firstTokenMs: event.result.ms.firstToken };
        }
        yield event;
      }
      if (!isDone) throw new CarrelError('INTERNAL', { message: 'the asking path ended without a result' });
    } catch (error) {
      if (!input.signal.aborted) end = { ...end, outcome: toCarrelError(error).code.toLowerCase() };
      throw error;
    } finally {
      onEnd(end);
      leave();
    }
  };
}

/** The whole answer at once. */
export async function wholeAnswer(events: AsyncGenerator<AnswerEvent>): Promise<AnswerDone> {
  for await (const event of events) if (event.type === 'done') return event.result;
  throw new CarrelError('INTERNAL', { message: 'the asking path ended without a result' });
}

async function askRequest(deps: AskDeps, caller: Caller, input: AskInput): Promise<AskRequest> {
  const conversationId = input.conversationId === undefined ? null : idOrNotFound(conversationIdSchema, input.conversationId);
  const [actor, history, collectionIds, settings] = await Promise.all([
    withAudience(deps.store, caller, input.audience),
    conversationId === null ? earlierTurns(input) : readHistory(deps, caller, conversationId),
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

function earlierTurns({ earlierQuestions = [] }: AskInput): AskRequest['history'] {
  return earlierQuestions.slice(-maxHistoryTurns).map((question) => ({ question }));
}

/** Earlier questions of the conversation, oldest first, of the answers that the person may still read. @throws NOT_FOUND when it is not theirs. */
async function readHistory({ store, access }: AskDeps, caller: Caller, id: ConversationId): Promise<AskRequest['history']> {
  if ((await store.read.answers.findConversation(id, caller.userId)) === null) throw new CarrelError('NOT_FOUND');
  const turns = (await store.read.answers.listAnswers(id)).slice(-maxHistoryTurns);
  const readable = await Promise.all(turns.map((turn) => access.mayReadAll(caller.actor, turn.documentIds)));
  return turns.filter((_turn, index) => readable[index] === true).map(({ question }) => ({ question }));
}
