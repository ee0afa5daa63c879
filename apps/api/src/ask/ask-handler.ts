import type { AnswerEvent } from '@carrel/answering';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import type { Response } from 'express';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';
import { openEventStream } from '../http/event-stream.ts';
import { problemOf } from '../http/problem.ts';
import { requestIdOf } from '../http/request-id.ts';
import { toCarrelError } from '../http/to-carrel-error.ts';
import type { Ask } from './ask.ts';
import { wholeAnswer } from './ask.ts';
import { askEventView, askResultView } from './ask-views.ts';

export function createAskHandler(ask: Ask): BoundRoute {
  return handle(routes.ask, async ({ caller, body, response, signal }) => {
    const events = ask(caller, { ...body, signal });
    if (body.stream) await streamAnswer(events, response);
    else response.status(200).json(askResultView(await wholeAnswer(events)));
    return responseSent;
  });
}

async function streamAnswer(events: AsyncGenerator<AnswerEvent>, response: Response): Promise<void> {
  // Until the intent is on record nothing has been sent, so whatever fails up to here is an ordinary problem with its status.
  const first = await events.next();
  if (first.done === true) throw new CarrelError('INTERNAL', { message: 'the asking path ended without an event' });
  const stream = openEventStream(response);
  try {
    for (let event: AnswerEvent | null = first.value; event !== null; event = await nextOf(events)) {
      const { type, ...data } = askEventView(event);
      await stream.send(type, data);
    }
    stream.end();
  } catch (error) {
    await events.return(undefined).catch(() => undefined);
    await stream.send('error', { problem: problemOf(toCarrelError(error), requestIdOf(response)) }).catch(() => undefined);
    stream.end();
    throw error;
  }
}

/** The next event; null: there are no more. */
export async function nextOf(events: AsyncGenerator<AnswerEvent>): Promise<AnswerEvent | null> {
  const next = await events.next();
  return next.done === true ? null : next.value;
}
