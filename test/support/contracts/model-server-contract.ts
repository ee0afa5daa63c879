import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddingModel, GenerationEvent, GenerationRequest, LanguageModel } from '../../../packages/core/src/index.ts';

export interface ModelServerUnderTest {
  readonly embedding: EmbeddingModel;
  readonly llm: LanguageModel;
  close(): Promise<void>;
}

export interface ModelServerContract {
  readonly name: string;
  create(): Promise<ModelServerUnderTest>;
}

/** A request with defaults; `signal` never aborts unless one is given. */
export function aGenerationRequest(more: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    messages: [
      { role: 'system', content: 'Answer in one sentence.' },
      { role: 'user', content: 'How long is the leave?' },
    ],
    maxTokens: 24,
    temperature: 0,
    topP: 1,
    seed: 1,
    cacheScope: 'conversation-1',
    signal: new AbortController().signal,
    ...more,
  };
}

export async function collectEvents(events: AsyncIterable<GenerationEvent>): Promise<readonly GenerationEvent[]> {
  const collected: GenerationEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

export function textOf(events: readonly GenerationEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

/**
 * What the models of every OpenAI-compatible server do, in the words of the ports (`packages/core/src/ports/
 * embedding-model.ts`, `language-model.ts`).
 */
export function describeModelServerContract(contract: ModelServerContract): void {
  describe(`model server: ${contract.name}`, () => {
    let server: ModelServerUnderTest;
    beforeAll(async () => {
      server = await contract.create();
    });
    afterAll(() => server.close());

    describeEmbedding(() => server.embedding);
    describeGeneration(() => server.llm);
  });
}

const lengthOf = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
const cosine = (left: Float32Array, right: Float32Array) => left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);

function describeEmbedding(model: () => EmbeddingModel): void {
  it('gives a vector of length 1 and the stated dimensions for each input', async () => {
    const vectors = await model().embed(['the dog ate', 'a cat slept in the house'], { purpose: 'document' });
    expect(vectors.map((vector) => vector.length)).toEqual([model().dimensions, model().dimensions]);
    for (const vector of vectors) expect(lengthOf(vector)).toBeCloseTo(1, 4);
  });

  it('keeps the order of the inputs, however many calls they take', async () => {
    const words = ['dog', 'cat', 'house', 'river', 'king', 'book', 'school'];
    const inputs = Array.from({ length: model().maxInputsPerCall + 3 }, (_, index) => `${words[index % words.length]} number ${index}`);
    const vectors = await model().embed(inputs, { purpose: 'document' });
    const picks = [0, 5, inputs.length - 1];
    for (const pick of picks) {
      const [alone] = await model().embed([inputs[pick] ?? ''], { purpose: 'document' });
      expect(cosine(alone ?? new Float32Array(), vectors[pick] ?? new Float32Array())).toBeGreaterThan(0.999);
    }
  });

  it('embeds nothing without asking the server', async () => {
    await expect(model().embed([], { purpose: 'document' })).resolves.toEqual([]);
    await expect(model().countTokens([])).resolves.toEqual([]);
  });

  it('counts tokens for each input, none for an empty one', async () => {
    const [none, one, two] = await model().countTokens(['', 'the dog', 'the dog and the cat']);
    expect(none).toBe(0);
    expect(one).toBeGreaterThan(0);
    expect(two).toBeGreaterThan(one ?? 0);
  });

  it('stops embedding when the signal aborts, with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('nobody wants it any more');
    const embedding = model().embed(['the dog'], { purpose: 'document', signal: controller.signal });
    controller.abort(reason);
    await expect(embedding).rejects.toBe(reason);
  });
}

function describeGeneration(model: () => LanguageModel): void {
  it('ends every answer with one finish, after all of its text', async () => {
    const events = await collectEvents(model().generate(aGenerationRequest()));
    expect(textOf(events)).not.toBe('');
    expect(events.filter((event) => event.type === 'finish')).toHaveLength(1);
    const last = events.at(-1);
    expect(last).toMatchObject({ type: 'finish' });
    if (last?.type !== 'finish') return;
    expect(last.promptTokens).toBeGreaterThan(0);
    expect(last.completionTokens).toBeGreaterThan(0);
    expect(last.completionTokens).toBeLessThanOrEqual(24);
  });

  it('throws the reason of a signal that aborts in mid-answer, and answers the next request', async () => {
    const controller = new AbortController();
    const reason = new Error('the person left');
    const reading = (async () => {
      for await (const event of model().generate(aGenerationRequest({ signal: controller.signal, maxTokens: 200 }))) {
        if (event.type === 'text') controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(textOf(await collectEvents(model().generate(aGenerationRequest())))).not.toBe('');
  });

  it('throws the reason of a signal that was aborted before the start', async () => {
    const reason = new Error('too late');
    await expect(collectEvents(model().generate(aGenerationRequest({ signal: AbortSignal.abort(reason) })))).rejects.toBe(reason);
  });

  it('answers the next request after a reader that left in the middle', async () => {
    for await (const event of model().generate(aGenerationRequest({ maxTokens: 200 }))) if (event.type === 'text') break;
    expect(textOf(await collectEvents(model().generate(aGenerationRequest())))).not.toBe('');
  });

  it('counts tokens for each input', async () => {
    const [none, some] = await model().countTokens(['', 'the dog and the cat']);
    expect(none).toBe(0);
    expect(some).toBeGreaterThan(0);
  });
}
