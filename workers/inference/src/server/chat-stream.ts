import type { ServerResponse } from 'node:http';
import type { EngineReply } from '../engine/engine-protocol.ts';
import type { Usage } from './usage.ts';
import { errorBody, toCarrelError } from './error-response.ts';
import { usageOnWire } from './usage.ts';

export interface ChatStream {
  take(reply: EngineReply, usage: Usage): void;
  end(): void;
  /** Ends the stream with an error, so that it never looks whole. @throws the error when nothing was sent yet. */
  fail(error: unknown): void;
}

/** A line that says nothing, so that a model that thinks for long is not taken for a dead one. */
const keepAliveMs = 10_000;

/** Server-sent events of a chat completion. The status is sent with the first event: a refusal still has its own. */
export function createChatStream(
  response: ServerResponse,
  options: {
    readonly head: { readonly id: string; readonly created: number; readonly model: string };
    readonly withProgress: boolean;
    readonly withUsage: boolean;
  },
): ChatStream {
  let keepAlive: NodeJS.Timeout | null = null;
  const start = () => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    keepAlive = setInterval(() => response.write(': reading or thinking\n\n'), keepAliveMs);
    response.once('close', () => keepAlive !== null && clearInterval(keepAlive));
  };
  const write = (data: object | string) => {
    if (!response.headersSent) start();
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  };
  const chunk = (delta: object, more: object = {}) =>
    write({
      ...options.head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: null, ...more }],
    });
  const progress = (processed: number, { promptTokens, cachedTokens }: Usage) => {
    if (!options.withProgress) return;
    write({
      ...options.head,
      object: 'chat.completion.chunk',
      choices: [],
      prompt_progress: { processed, total: promptTokens, cache: cachedTokens },
    });
  };

  return {
    take: (reply, usage) => {
      switch (reply.type) {
        case 'accepted':
          chunk({ role: 'assistant', content: '' });
          return progress(reply.cachedTokens, usage);
        case 'progress':
          return progress(reply.processedTokens, usage);
        case 'text':
          return chunk({ content: reply.text });
        case 'finished':
          chunk({}, { finish_reason: reply.reason });
          if (options.withUsage)
            write({
              ...options.head,
              object: 'chat.completion.chunk',
              choices: [],
              usage: usageOnWire(usage),
            });
          return;
        default:
          return;
      }
    },
    end: () => {
      write('[DONE]');
      response.end();
    },
    fail: (error) => {
      if (!response.headersSent) throw error;
      write(errorBody(toCarrelError(error)));
      response.end();
    },
  };
}
