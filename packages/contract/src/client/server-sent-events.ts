import { EventSourceParserStream } from 'eventsource-parser/stream';

export interface ServerSentEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Events of a `text/event-stream` response; comments (keep-alives) are skipped. Data that is not a JSON object throws. */
export async function* serverSentEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  if (!response.body) throw new TypeError('The response has no body.');
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  try {
    for (;;) {
      const next = await reader.read();
      if (next.done) return;
      const data: unknown = JSON.parse(next.value.data);
      if (typeof data !== 'object' || data === null) throw new TypeError('The event holds no JSON object.');
      yield { name: next.value.event ?? 'message', data: { ...data } };
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
