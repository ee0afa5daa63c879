import type { AnswerDone } from '@carrel/answering';
import type { ChatCompletion, ChatCompletionChunk, TokenUsage, UrlCitation } from '@carrel/contract';
import type { Citation } from '@carrel/core';
import { citationView } from '../ask/ask-views.ts';

/** What every message of one completion says of it. */
export interface CompletionHead {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

export function completionOf(head: CompletionHead, result: AnswerDone, baseUrl: string): ChatCompletion {
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: result.answer, refusal: null, annotations: annotationsOf(result, baseUrl) },
        logprobs: null,
        finish_reason: finishOf(result),
      },
    ],
    usage: usageOf(result),
    ...factsOf(result),
  };
}

export function chunkOf(head: CompletionHead, delta: ChatCompletionChunk['choices'][number]['delta']): ChatCompletionChunk {
  return { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, logprobs: null, finish_reason: null }] };
}

export function lastChunkOf(head: CompletionHead, result: AnswerDone, baseUrl: string): ChatCompletionChunk {
  return {
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { annotations: annotationsOf(result, baseUrl) }, logprobs: null, finish_reason: finishOf(result) }],
    ...factsOf(result),
  };
}

export function usageChunkOf(head: CompletionHead, result: AnswerDone): ChatCompletionChunk {
  return { ...head, object: 'chat.completion.chunk', choices: [], usage: usageOf(result) };
}

/** Tokens of the model; an answer of quotations used none. */
function usageOf({ tokens }: AnswerDone): TokenUsage {
  const { prompt, completion } = tokens ?? { prompt: 0, completion: 0 };
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

function finishOf({ decision }: AnswerDone): 'stop' | 'content_filter' {
  return decision === 'blocked' ? 'content_filter' : 'stop';
}

function factsOf({ answerId, conversationId, decision, nearest, model, audit, citations }: AnswerDone) {
  return {
    citations: citations.map(citationView),
    carrel: { answerId, conversationId, decision, nearest: [...nearest], model: model?.name ?? null, audit },
  };
}

/** One annotation for each mark in the text. */
function annotationsOf({ answer, citations }: AnswerDone, baseUrl: string): UrlCitation[] {
  return [...answer.matchAll(/\[(\d+)\]/g)].flatMap((mark) => {
    const citation = citations.find(({ number }) => number === Number(mark[1]));
    if (citation === undefined) return [];
    const place = { start_index: mark.index, end_index: mark.index + mark[0].length };
    return [{ type: 'url_citation', url_citation: { ...place, title: citation.title, url: pageAddress(citation, baseUrl) } }];
  });
}

/** Where the page opens the document with the passage marked. */
function pageAddress({ documentId, versionId, span }: Citation, baseUrl: string): string {
  return `${baseUrl}/?doc=${documentId}&version=${versionId}&at=${span.start}-${span.end}`;
}
