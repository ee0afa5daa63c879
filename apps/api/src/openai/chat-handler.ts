import type { AnswerEvent } from '@carrel/answering';
import { routes } from '@carrel/contract';
import type { Clock } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { Response } from 'express';
import type { Ask } from '../ask/ask.ts';
import { wholeAnswer } from '../ask/ask.ts';
import { nextOf } from '../ask/ask-handler.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';
import { openEventStream } from '../http/event-stream.ts';
import { problemOf } from '../http/problem.ts';
import { requestIdOf } from '../http/request-id.ts';
import { toCarrelError } from '../http/to-carrel-error.ts';
import type { CompletionHead } from './completion-views.ts';
import { chunkOf, completionOf, lastChunkOf, usageChunkOf } from './completion-views.ts';
import { openAiErrorOf } from './openai-error.ts';
import { knowledgeBaseModel } from './model-names.ts';
import { readMessages } from './read-messages.ts';

export interface ChatDeps {
  readonly ask: Ask;
  readonly clock: Clock;
  readonly baseUrl: () => string;
}

/** `POST /v1/chat/completions`: the same asking path as `POST /api/v1/ask`, in another form. */
export function createChatHandler({ ask, clock, baseUrl }: ChatDeps): BoundRoute {
  return handle(routes.createChatCompletion, async ({ caller, body, response, signal }) => {
    const events = ask(caller, {
      ...readMessages(body.messages),
      collections: body.collections ?? undefined,
      model: body.model === knowledgeBaseModel ? undefined : body.model,
      signal,
    });
    const head: CompletionHead = {
      id: `chatcmpl-${caller.actor.requestId}`,
      created: Math.floor(clock.nowMs() / 1000),
      model: body.model,
    };
    if (body.stream !== true) return completionOf(head, await wholeAnswer(events), baseUrl());
    const hasUsage = body.stream_options?.include_usage === true;
    await streamCompletion(events, { head, response, baseUrl: baseUrl(), hasUsage });
    return responseSent;
  });
}

interface CompletionStream {
  readonly head: CompletionHead;
  readonly response: Response;
  readonly baseUrl: string;
  readonly hasUsage: boolean;
}

async function streamCompletion(
  events: AsyncGenerator<AnswerEvent>,
  { head, response, baseUrl, hasUsage }: CompletionStream,
): Promise<void> {
  // As for `POST /api/v1/ask`: what fails before the intent is on record is an ordinary error with its status.
  const first = await events.next();
  if (first.done === true) throw new CarrelError('INTERNAL', { message: 'the asking path ended without an event' });
  const stream = openEventStream(response);
  try {
    await stream.sendData(chunkOf(head, { role: 'assistant', content: '' }));
    for (let event: AnswerEvent | null = first.value; event !== null; event = await nextOf(events)) {
      if (event.type === 'delta') await stream.sendData(chunkOf(head, { content: event.text }));
      if (event.type !== 'done') continue;
      await stream.sendData(lastChunkOf(head, event.result, baseUrl));
      if (hasUsage) await stream.sendData(usageChunkOf(head, event.result));
    }
    await stream.sendData('[DONE]');
    stream.end();
  } catch (error) {
    await events.return(undefined).catch(() => undefined);
    const problem = problemOf(toCarrelError(error), requestIdOf(response));
    await stream.sendData(openAiErrorOf(problem)).catch(() => undefined);
    stream.end();
    throw error;
  }
}
