import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EmbeddingModel, LanguageModel } from '@carrel/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CannedAnswer, CannedModelServer } from '../../../../test/support/canned-model-server.ts';
import {
  cannedVector,
  chatChunk,
  doneEvent,
  eventAnswer,
  jsonAnswer,
  startCannedModelServer,
  usualChat,
} from '../../../../test/support/canned-model-server.ts';
import {
  aGenerationRequest,
  collectEvents,
  describeModelServerContract,
  textOf,
} from '../../../../test/support/contracts/model-server-contract.ts';
import type { ModelConnection } from './model-connection.ts';
import { parseModelAddress } from '../network/model-address.ts';
import { createNetworkPolicy, systemNameLookup } from '../network/network-policy.ts';
import { plainTextForm } from '../text-form.ts';
import { createEmbeddingModel } from './embedding-model.ts';
import { createLanguageModel } from './language-model.ts';
import { createModelConnection } from './model-connection.ts';

const network = createNetworkPolicy(systemNameLookup, { allowRemote: false, offline: true });
const shortly = { firstByteTimeoutMs: 150, idleTimeoutMs: 150, totalTimeoutMs: 1_000 };

function connectTo(url: string): ModelConnection {
  return createModelConnection({ network }, { address: parseModelAddress(url) });
}

function embeddingOver(connection: ModelConnection, more: { readonly maxAttempts?: number } = {}): EmbeddingModel {
  const options = {
    name: 'canned',
    id: 'canned',
    dimensions: 8,
    maxInputTokens: 512,
    maxInputsPerCall: 4,
    isWorker: false,
    textForm: plainTextForm,
  };
  return createEmbeddingModel({ connection }, { ...options, limits: { query: shortly, document: shortly }, ...more });
}

function languageOver(connection: ModelConnection): LanguageModel {
  return createLanguageModel(
    { connection },
    {
      name: 'canned',
      id: 'canned',
      fileSha256: null,
      engine: 'canned',
      contextTokens: 2048,
      remoteHost: null,
      dialect: 'openai',
      limits: shortly,
    },
  );
}

describeModelServerContract({
  name: 'canned server',
  create: async () => {
    const server = await startCannedModelServer();
    const connection = connectTo(server.url);
    return {
      embedding: embeddingOver(connection),
      llm: languageOver(connection),
      close: async () => {
        await connection.close();
        await server.close();
      },
    };
  },
});

describe('a server with faults', () => {
  let server: CannedModelServer;
  let connection: ModelConnection;
  let embedding: EmbeddingModel;
  let llm: LanguageModel;
  beforeEach(async () => {
    server = await startCannedModelServer();
    connection = connectTo(server.url);
    embedding = embeddingOver(connection);
    llm = languageOver(connection);
  });
  afterEach(async () => {
    await connection.close();
    await server.close();
  });

  const embed = () => embedding.embed(['one'], { purpose: 'document' });
  const generate = () => collectEvents(llm.generate(aGenerationRequest()));
  const chatAnswers = (...answers: CannedAnswer[]) => server.answerNext('/v1/chat/completions', ...answers);
  const embeddingAnswers = (...answers: CannedAnswer[]) => server.answerNext('/v1/embeddings', ...answers);
  const problem = (message: string, code: string | null = null) => ({ error: { message, type: 'server_error', code } });

  it('is overloaded: the error says when to try again, and generation is not repeated', async () => {
    chatAnswers(jsonAnswer(429, problem('busy'), { 'retry-after': '7' }));
    await expect(generate()).rejects.toMatchObject({ code: 'MODEL_OVERLOADED', retryAfterMs: 7_000, isRetryable: true });
    expect(server.requests).toHaveLength(1);
  });

  it('is overloaded once: embedding is repeated after the time it asked for', async () => {
    embeddingAnswers(jsonAnswer(429, problem('busy'), { 'retry-after-ms': '20' }), jsonAnswer(503, problem('restarting')));
    await expect(embed()).resolves.toHaveLength(1);
    expect(server.requests).toHaveLength(3);
  });

  it('stays overloaded: embedding gives up after three attempts', async () => {
    const busy = jsonAnswer(429, problem('busy'), { 'retry-after-ms': '1' });
    embeddingAnswers(busy, busy, busy);
    await expect(embed()).rejects.toMatchObject({ code: 'MODEL_OVERLOADED' });
    expect(server.requests).toHaveLength(3);
  });

  it.each([500, 502, 503, 401, 403])('answers with status %i: the model is unavailable', async (status) => {
    chatAnswers(jsonAnswer(status, problem('the prompt was: secret')));
    const failure = generate();
    await expect(failure).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    await expect(failure).rejects.not.toThrow(/secret/);
  });

  it.each([
    ['Carrel', jsonAnswer(400, problem('too long', 'INPUT_TOO_LONG'))],
    ['OpenAI', jsonAnswer(400, problem('x', 'context_length_exceeded'))],
    [
      'vLLM',
      jsonAnswer(400, {
        object: 'error',
        error: { message: "This model's maximum context length is 4096 tokens.", type: 'BadRequestError', code: 400 },
      }),
    ],
    [
      'llama-server',
      jsonAnswer(400, {
        error: { code: 400, message: 'the request exceeds the available context size', type: 'exceed_context_size_error' },
      }),
    ],
  ])('says in the words of %s that the input is too long', async (_server, answer) => {
    chatAnswers(answer);
    await expect(generate()).rejects.toMatchObject({ code: 'INPUT_TOO_LONG', isRetryable: false });
  });

  it('breaks the stream off: what came before is given, then it throws', async () => {
    chatAnswers(eventAnswer(usualChat.slice(0, 3), { end: 'cut', pauseMs: 5 }));
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of llm.generate(aGenerationRequest())) if (event.type === 'text') seen.push(event.text);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(seen.join('')).toBe('Four weeks');
  });

  it('ends the stream neatly, but without a finish: it throws', async () => {
    chatAnswers(eventAnswer(usualChat.slice(0, 4)));
    await expect(generate()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    chatAnswers(eventAnswer([...usualChat.slice(0, 4), doneEvent]));
    await expect(generate()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('puts an error into the stream: it throws that', async () => {
    chatAnswers(eventAnswer([...usualChat.slice(0, 3), problem('out of memory', 'MODEL_UNAVAILABLE')]));
    await expect(generate()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it.each([
    ['JSON that is cut', eventAnswer(['data: {"choices":[{"del\n\n'])],
    ['another form', eventAnswer([{ choices: 'none' }])],
    ['no event at all', eventAnswer(['<html></html>\n\n'])],
    ['a page', { headers: { 'content-type': 'text/html' }, pieces: ['<html></html>'] }],
    ['a finish that is no whole answer', eventAnswer([chatChunk('Four'), chatChunk(null, 'content_filter'), doneEvent])],
  ])('streams %s: the response is invalid', async (_what, answer) => {
    chatAnswers(answer);
    await expect(generate()).rejects.toMatchObject({ code: 'MODEL_RESPONSE_INVALID' });
  });

  it.each([
    ['text that is not JSON', { pieces: ['ok'] }],
    ['another form', jsonAnswer(200, { vectors: [] })],
    ['too few vectors', jsonAnswer(200, { data: [] })],
    ['an index that was not asked for', jsonAnswer(200, { data: [{ index: 4, embedding: cannedVector('one', 8) }] })],
    ['other dimensions', jsonAnswer(200, { data: [{ index: 0, embedding: cannedVector('one', 7) }] })],
    ['a vector of nothing', jsonAnswer(200, { data: [{ index: 0, embedding: Array.from({ length: 8 }, () => 0) }] })],
    ['half a number', jsonAnswer(200, { data: [{ index: 0, embedding: Buffer.alloc(31).toString('base64') }] })],
  ])('embeds with %s: the response is invalid', async (_what, answer) => {
    embeddingAnswers(answer);
    await expect(embed()).rejects.toMatchObject({ code: 'MODEL_RESPONSE_INVALID' });
    expect(server.requests).toHaveLength(1);
  });

  it('reads vectors as base64 of little-endian float32, in any order', async () => {
    const base64 = (text: string) => Buffer.from(Float32Array.from(cannedVector(text, 8)).buffer).toString('base64');
    embeddingAnswers(
      jsonAnswer(200, {
        data: [
          { index: 1, embedding: base64('two') },
          { index: 0, embedding: base64('one') },
        ],
      }),
    );
    const swapped = await embedding.embed(['one', 'two'], { purpose: 'document' });
    const usual = await embedding.embed(['one', 'two'], { purpose: 'document' });
    for (const [index, vector] of swapped.entries())
      for (const [place, value] of vector.entries()) expect(value).toBeCloseTo(usual[index]?.[place] ?? 9, 5);
  });

  it('sends nothing in time: the model is unavailable', async () => {
    chatAnswers({ ...eventAnswer(usualChat), delayMs: 400 });
    await expect(generate()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('sends its status and then nothing: the model is unavailable', async () => {
    chatAnswers(eventAnswer([], { end: 'open' }));
    await expect(generate()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('falls silent in mid-answer: the model is unavailable', async () => {
    chatAnswers(eventAnswer(usualChat.slice(0, 3), { end: 'open' }));
    await expect(generate()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('never ends: the whole has a time limit, and the connection is closed', async () => {
    chatAnswers(
      eventAnswer(
        Array.from({ length: 200 }, () => chatChunk('and ')),
        { pauseMs: 20, end: 'open' },
      ),
    );
    await expect(generate()).rejects.toMatchObject({ code: 'TIMEOUT' });
    await expect.poll(() => server.closedEarly()).toBe(1);
  });

  it('is told to stop by the closing of the connection', async () => {
    const controller = new AbortController();
    chatAnswers(
      eventAnswer(
        Array.from({ length: 200 }, () => chatChunk('and ')),
        { pauseMs: 20, end: 'open' },
      ),
    );
    const reading = (async () => {
      for await (const event of llm.generate(aGenerationRequest({ signal: controller.signal })))
        if (event.type === 'text') controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    await expect.poll(() => server.closedEarly(), { timeout: 500 }).toBe(1);
  });

  it('redirects: that is not followed', async () => {
    chatAnswers({ status: 307, headers: { location: `${server.url}/elsewhere` }, pieces: [] });
    await expect(generate()).rejects.toMatchObject({ code: 'MODEL_RESPONSE_INVALID' });
    expect(server.requests.map((request) => request.path)).toEqual(['/v1/chat/completions']);
  });

  it('does not exist: the model is unavailable', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    const nowhere = connectTo(`http://127.0.0.1:${port}`);
    await expect(collectEvents(languageOver(nowhere).generate(aGenerationRequest()))).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    await expect(embeddingOver(nowhere, { maxAttempts: 1 }).embed(['one'], { purpose: 'query' })).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
    });
    const noSocket = connectTo('unix:/tmp/carrel-there-is-no-such.sock');
    await expect(embeddingOver(noSocket, { maxAttempts: 1 }).embed(['one'], { purpose: 'query' })).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
    });
  });

  it('leaves thoughts in the text: they are taken out', async () => {
    chatAnswers(
      eventAnswer([
        chatChunk('<thi'),
        chatChunk('nk>Hm, four'),
        chatChunk(' or five</th'),
        chatChunk('ink>\n\nFour'),
        chatChunk(' weeks.'),
        chatChunk(null, 'stop'),
        doneEvent,
      ]),
    );
    expect(textOf(await generate())).toBe('Four weeks.');
  });

  it('sends thoughts beside the text: they are left out', async () => {
    const thought = { choices: [{ index: 0, delta: { reasoning_content: 'Hm, four or five' }, finish_reason: null }] };
    chatAnswers(eventAnswer([thought, ...usualChat]));
    expect(textOf(await generate())).toBe('Four weeks.');
  });

  it('gives no usage: the end still has token counts', async () => {
    chatAnswers(eventAnswer([...usualChat.slice(0, 5), doneEvent]));
    expect((await generate()).at(-1)).toEqual({ type: 'finish', reason: 'stop', promptTokens: expect.any(Number), completionTokens: 3 });
  });

  it('is sent the request as the port has it, and nothing that only other servers know', async () => {
    await collectEvents(llm.generate(aGenerationRequest({ temperature: 0.5, topP: 0.9, seed: 7, maxTokens: 33 })));
    expect(server.requests[0]?.body).toEqual({
      model: 'canned',
      messages: aGenerationRequest().messages,
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 33,
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
    });
  });
});
