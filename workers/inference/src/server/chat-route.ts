import { randomInt } from 'node:crypto';
import type { ChatRequest } from '@carrel/models';
import { chatRequestSchema } from '@carrel/models';
import type { EngineReply } from '../engine/engine-protocol.ts';
import type { EngineCall } from '../host/engine-process.ts';
import type { Route } from './exchange.ts';
import type { Usage } from './usage.ts';
import { createChatStream } from './chat-stream.ts';
import { findHost } from './find-host.ts';
import { readRequest } from './read-request.ts';
import { sendJson } from './error-response.ts';
import { usageOnWire } from './usage.ts';

const defaultAnswerTokens = 1024;
/** No request gets more, whatever it asks for. */
const maxAnswerTokens = 8192;

/** `POST /v1/chat/completions` */
export const chatRoute: Route = async (deps, exchange) => {
  const body = await readRequest(exchange.request, chatRequestSchema);
  const host = findHost(deps.hosts, { name: body.model, role: 'llm' });
  const head = {
    id: `chatcmpl-${deps.newId()}`,
    created: deps.nowSeconds(),
    model: host.describe().id,
  };
  exchange.note({
    model: head.model,
    count: body.messages.length,
    mode: body.stream === true ? 'stream' : 'whole',
  });
  const answer = startAnswer();
  const noted = (reply: EngineReply) => {
    answer.take(reply);
    const { promptTokens, completionTokens } = answer.usage();
    if (reply.type === 'finished') exchange.note({ promptTokens, completionTokens, reason: reply.reason });
  };
  if (body.stream !== true) {
    await host.call(callOf(body), { signal: exchange.signal, onReply: noted });
    sendJson(exchange.response, { status: 200, body: completionOf(head, answer) });
    return;
  }
  const stream = createChatStream(exchange.response, {
    head,
    withProgress: body.return_progress === true,
    withUsage: body.stream_options?.include_usage === true,
  });
  try {
    await host.call(callOf(body), {
      signal: exchange.signal,
      onReply: (reply) => {
        noted(reply);
        stream.take(reply, answer.usage());
      },
    });
    stream.end();
  } catch (error) {
    stream.fail(error);
  }
};

interface Answer {
  take(reply: EngineReply): void;
  text(): string;
  reason(): 'stop' | 'length';
  usage(): Usage;
}
function startAnswer(): Answer {
  let text = '';
  let reason: 'stop' | 'length' = 'stop';
  let usage: Usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };
  return {
    take: (reply) => {
      if (reply.type === 'text') text += reply.text;
      if (reply.type === 'accepted') usage = { ...usage, promptTokens: reply.promptTokens, cachedTokens: reply.cachedTokens };
      if (reply.type !== 'finished') return;
      reason = reply.reason;
      usage = { ...usage, completionTokens: reply.completionTokens };
    },
    text: () => text,
    reason: () => reason,
    usage: () => usage,
  };
}

function completionOf(head: { readonly id: string; readonly created: number; readonly model: string }, answer: Answer): object {
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.text() },
        finish_reason: answer.reason(),
      },
    ],
    usage: usageOnWire(answer.usage()),
  };
}

function callOf(body: ChatRequest): EngineCall {
  return {
    type: 'generate',
    messages: body.messages.map(({ role, content }) => ({
      role: role === 'developer' ? 'system' : role,
      content,
    })),
    maxTokens: Math.min(body.max_completion_tokens ?? body.max_tokens ?? defaultAnswerTokens, maxAnswerTokens),
    temperature: body.temperature ?? 1,
    topP: body.top_p ?? 1,
    seed: body.seed ?? randomInt(0xffff_ffff),
    stop: (typeof body.stop === 'string' ? [body.stop] : (body.stop ?? [])).filter((text) => text !== ''),
    cacheScope: body.cache_scope ?? null,
  };
}
