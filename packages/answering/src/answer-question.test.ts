import { describe, expect, it } from 'vitest';
import { type AccessRepository, CarrelError, type DocumentRepository, type LanguageModel, type Passage } from '@carrel/core';
import { createAccess } from '@carrel/access';
import type { RetrievalRequest, RetrievalResult } from '@carrel/retrieval';
import { aPassage } from '../../../test/support/builders/a-passage.ts';
import { anActor } from '../../../test/support/builders/an-actor.ts';
import { documentId, userId } from '../../../test/support/builders/ids.ts';
import { createFakeClock } from '../../../test/support/fakes/fake-clock.ts';
import { createRecordingAnswerRecord } from '../../../test/support/fakes/recording-answer-record.ts';
import { createRecordingPort } from '../../../test/support/fakes/recording-port.ts';
import { createScriptedLanguageModel, type ScriptStep } from '../../../test/support/fakes/scripted-language-model.ts';
import { answerQuestion } from './answer-question.ts';
import type { AnswerEvent } from './answer-event.ts';
import { readAnswerSettings } from './answer-settings.ts';
import type { AnswerDeps, AskRequest } from './ask-request.ts';

const passages: readonly Passage[] = [
  aPassage({
    number: 1,
    start: 500,
    text: 'Each parent has 18 weeks of leave at full pay. 🎄 The leave is taken within 24 months. Requests go to the People Team.',
  }),
  aPassage({
    number: 2,
    title: 'Travel',
    text: 'Travel is paid up to 165 EUR a night. Receipts are handed in within 30 days after the trip.',
  }),
  aPassage({ number: 3, title: 'Secret plan', text: 'The parents of the merger have 99 weeks of leave.' }),
];
const question = 'How many weeks of leave does each parent have?';

interface WorldOptions {
  readonly script?: readonly ScriptStep[];
  readonly model?: LanguageModel | null;
  readonly modelsFail?: Error;
  readonly found?: readonly Passage[];
  readonly retrieve?: (request: RetrievalRequest) => Promise<RetrievalResult>;
  readonly record?: Parameters<typeof createRecordingAnswerRecord>[0];
  readonly request?: Partial<AskRequest>;
}

/** Documents 1 and 2 are readable, document 3 is not. */
function world(options: WorldOptions = {}) {
  const record = createRecordingAnswerRecord(options.record);
  const scripted = createScriptedLanguageModel(options.script ?? []);
  const model = options.model === undefined ? (options.script === undefined ? null : scripted) : options.model;
  const retrieved: RetrievalRequest[] = [];
  const access = createRecordingPort<AccessRepository>('access', {
    readableDocuments: (ids) => Promise.resolve(new Set(ids.filter((id) => id !== documentId(3)))),
  });
  const documents = createRecordingPort<DocumentRepository>('documents', {});
  const clock = createFakeClock();
  const gate = createAccess({ repositories: { access: access.port, documents: documents.port }, clock });
  const deps: AnswerDeps = {
    retrieve: (request) => {
      retrieved.push(request);
      return options.retrieve?.(request) ?? Promise.resolve(resultOf(options.found ?? passages));
    },
    gatePassages: gate.gatePassages,
    models: { current: () => (options.modelsFail === undefined ? Promise.resolve(model) : Promise.reject(options.modelsFail)) },
    record,
    clock,
    newMark: () => '7f3a9c2e',
  };
  const request: AskRequest = {
    actor: anActor(),
    question,
    conversationId: null,
    history: [],
    settings: readAnswerSettings(null),
    signal: new AbortController().signal,
    ...options.request,
  };
  return { events: answerQuestion(deps, request), record, scripted, retrieved };
}

function resultOf(found: readonly Passage[]): RetrievalResult {
  return {
    passages: found,
    signals: new Map(),
    record: {
      requestedMode: 'hybrid',
      mode: 'text',
      fallback: 'no-embedding-model',
      visible: { policies: [], indexKeys: [], zoneKeys: [], epoch: 1 },
      candidatesChecked: 3,
      candidatesDropped: 0,
      indexId: 'chunks',
      embedding: null,
      isQueryCut: false,
      timings: { policiesMs: 0, embedMs: null, textSearchMs: 0, vectorSearchMs: null, checkMs: 0, totalMs: 0 },
    },
  };
}

/** Takes everything; what was thrown is the last entry. */
async function take(events: AsyncGenerator<AnswerEvent>): Promise<{ readonly events: readonly AnswerEvent[]; readonly error: unknown }> {
  const taken: AnswerEvent[] = [];
  try {
    for await (const event of events) taken.push(event);
    return { events: taken, error: null };
  } catch (error) {
    return { events: taken, error };
  }
}

const textOf = (events: readonly AnswerEvent[]) => events.flatMap((event) => (event.type === 'delta' ? [event.text] : [])).join('');
const doneIn = (events: readonly AnswerEvent[]) => events.flatMap((event) => (event.type === 'done' ? [event.result] : []))[0];
const typesOf = (events: readonly AnswerEvent[]) => events.map(({ type }) => type).filter((type) => type !== 'progress');

describe('an answer by a model', () => {
  const script = [
    { text: 'Each parent has 18 weeks of le' },
    { text: 'ave at full pay [1]. Each parent has 20 weeks' },
    { text: ' of leave. The leave is taken within 24 months.' },
  ];

  it('sends the sentences whose check passes, each with its citation before it, and drops the others', async () => {
    const { events, record } = world({ script });
    const { events: taken } = await take(events);
    expect(typesOf(taken)).toEqual(['accepted', 'passages', 'citation', 'delta', 'citation', 'delta', 'done']);
    expect(textOf(taken)).toBe('Each parent has 18 weeks of leave at full pay [1]. The leave is taken within 24 months [2].');
    expect(doneIn(taken)).toMatchObject({
      decision: 'answered',
      quotingReason: null,
      answer: textOf(taken),
      nearest: [],
      model: { name: 'scripted', id: 'scripted-1', remoteHost: null },
      audit: { seq: 2 },
    });
    expect(record.ends).toMatchObject([
      {
        type: 'complete',
        closing: {
          finish: 'stop',
          completionTokens: 3,
          guard: { sentence_dropped: 1 },
          passages: [
            { isInPrompt: true, isCited: true },
            { isInPrompt: true, isCited: false },
          ],
        },
      },
    ]);
  });

  it('cites the exact text in the coordinates of the version', async () => {
    const { events } = world({ script });
    const citations = doneIn((await take(events)).events)?.citations ?? [];
    expect(citations.map(({ quote }) => quote)).toEqual([
      'Each parent has 18 weeks of leave at full pay.',
      '🎄 The leave is taken within 24 months.',
    ]);
    for (const { quote, span } of citations) expect(passages[0]?.text.slice(span.start - 500, span.end - 500)).toBe(quote);
  });

  it('names every passage that was shown or prompted in the intent, and none that the gate refused', async () => {
    const { events, record } = world({ script });
    const { events: taken } = await take(events);
    const shown = taken.flatMap((event) => (event.type === 'passages' ? event.passages : []));
    expect(record.intents[0]?.passages.map(({ passage }) => passage.chunkId)).toEqual(shown.map(({ chunkId }) => chunkId));
    expect(JSON.stringify(record.intents[0])).not.toContain('merger');
    expect(JSON.stringify(taken)).not.toContain('merger');
  });

  it('gives the model the passages between marked lines, the rules in the system text alone', async () => {
    const { events, scripted, record } = world({ script });
    await take(events);
    const [system, user] = scripted.requests[0]?.messages ?? [];
    expect(system?.content).toBe(readAnswerSettings(null).systemPrompt);
    expect(user?.content).toContain('18 weeks of leave at full pay');
    expect(user?.content).toContain('laganifu');
    expect(scripted.requests[0]).toMatchObject({ temperature: 0, topP: 1, seed: 1, maxTokens: 256 });
    expect(record.intents[0]?.prompt).toEqual(scripted.requests[0]?.messages);
  });

  it('never shares cached state between people or conversations', async () => {
    const scopes: string[] = [];
    for (const actor of [anActor({ userId: userId(1) }), anActor({ userId: userId(2) })]) {
      const { events, scripted } = world({ script, request: { actor } });
      await take(events);
      scopes.push(scripted.requests[0]?.cacheScope ?? '');
    }
    expect(scopes[0]).not.toBe(scopes[1]);
    expect(scopes[0]).toContain('conv_');
  });

  it('drops a mark of a passage that the prompt does not have, and sends the sentence with the span that bears it', async () => {
    const { events, record } = world({ script: [{ text: 'Each parent has 18 weeks of leave at full pay [9].' }] });
    expect(textOf((await take(events)).events)).toBe('Each parent has 18 weeks of leave at full pay [1].');
    expect(record.ends[0]).toMatchObject({ closing: { guard: { citation_dropped: 1 } } });
  });

  it('sends no image, link or address that the model made', async () => {
    const { events, record } = world({
      script: [
        {
          text: '![x](https://evil.example/a.png) Each [parent](https://evil.example) has **18 weeks** of leave at full pay. See https://evil.example/?q=leave for 18 weeks of leave.',
        },
      ],
    });
    const { events: taken } = await take(events);
    expect(textOf(taken)).toBe('Each parent has 18 weeks of leave at full pay [1].');
    expect(JSON.stringify(taken)).not.toContain('evil');
    expect(record.ends[0]).toMatchObject({ closing: { guard: { image_removed: 1, link_removed: 1, sentence_dropped: 1 } } });
  });

  it('leaves out a sentence that is true but beside the point', async () => {
    const { events } = world({
      script: [{ text: 'Receipts are handed in within 30 days after the trip. Each parent has 18 weeks of leave at full pay.' }],
    });
    expect(textOf((await take(events)).events)).toBe('Each parent has 18 weeks of leave at full pay [1].');
  });

  it('stops a model that repeats itself', async () => {
    const { events, scripted } = world({
      script: Array.from({ length: 50 }, () => ({ text: 'Each parent has 18 weeks of leave at full pay. ' })),
    });
    expect(textOf((await take(events)).events)).toBe('Each parent has 18 weeks of leave at full pay [1].');
    expect(scripted.wasStopped()).toBe(true);
  });
});

describe('documents that differ', () => {
  const conflicting = [
    aPassage({ number: 1, title: 'Leave 2026', text: 'Each parent has 18 weeks of leave.' }),
    aPassage({ number: 2, title: 'Leave 2023', text: 'Each parent has 12 weeks of leave.', validity: { supersededBy: 'Leave 2026' } }),
  ];
  const model = [{ text: 'Each parent has 18 weeks of leave [1].' }];

  it.each([
    [
      'a written',
      { script: model, found: conflicting },
      'answered',
      'Each parent has 18 weeks of leave [1].\nThe documents differ:\nEach parent has 12 weeks of leave [2].',
    ],
    ['a quoting', { found: conflicting }, 'quoted', 'Each parent has 18 weeks of leave [1].\nEach parent has 12 weeks of leave [2].'],
  ] as const)('are both cited in %s answer, which says so', async (_name, options, decision, text) => {
    const { events, record } = world(options);
    const done = doneIn((await take(events)).events);
    expect(done).toMatchObject({ decision });
    expect(done?.citations.map(({ quote }) => quote)).toEqual(conflicting.map(({ text }) => text));
    expect(done?.answer).toBe(text);
    expect(done?.citations.map(({ validity }) => validity)).toEqual([undefined, { supersededBy: 'Leave 2026' }]);
    expect(done?.provenance.disagreements).toEqual([{ kind: 'number', citations: [1, 2] }]);
    expect(record.ends).toMatchObject([{ closing: { result: { provenance: { disagreements: [{ kind: 'number' }] } } } }]);
  });

  it('are not looked for where the answer rests on nothing', async () => {
    const { events } = world({ found: conflicting, request: { question: 'Who may use the sauna on Sundays?' } });
    const done = doneIn((await take(events)).events);
    expect(done).toMatchObject({ decision: 'abstained', provenance: { disagreements: [] } });
  });
});

describe('a quoting answer', () => {
  const quoted = 'Each parent has 18 weeks of leave at full pay [1].';

  it.each<[string, WorldOptions, string]>([
    ['there is no language model', {}, 'no-language-model'],
    ['the models cannot be asked', { modelsFail: new CarrelError('MODEL_UNAVAILABLE') }, 'model-failed'],
    ['the model fails at once', { script: [{ fail: new CarrelError('MODEL_OVERLOADED') }] }, 'model-failed'],
    ['nothing that the model wrote holds', { script: [{ text: 'Each parent has 52 weeks of leave.' }] }, 'nothing-supported'],
    ['the model writes nothing', { script: [] }, 'nothing-supported'],
    [
      'the model cannot count tokens',
      { model: createScriptedLanguageModel([], { countTokensFails: new CarrelError('MODEL_UNAVAILABLE') }) },
      'model-failed',
    ],
    ['the prompt does not fit into the model', { model: createScriptedLanguageModel([], { contextTokens: 300 }) }, 'prompt-too-long'],
    ['the model denies what the passages clearly say', { script: [{ text: 'NO ANSWER' }] }, 'nothing-supported'],
  ])('is given when %s', async (_name, options, quotingReason) => {
    const { events, record } = world(options);
    const { events: taken, error } = await take(events);
    expect(error).toBeNull();
    expect(textOf(taken)).toContain(quoted);
    expect(doneIn(taken)).toMatchObject({ decision: 'quoted', quotingReason });
    expect(record.ends).toMatchObject([{ type: 'complete', closing: { quotingReason, guard: { fell_back_to_quoting: 1 } } }]);
  });

  it('follows the checked sentences of a model that fails in the middle, without its torn one', async () => {
    const { events, record } = world({
      script: [{ text: 'The leave is taken within 24 months. Each parent has 18' }, { fail: new CarrelError('MODEL_UNAVAILABLE') }],
    });
    const { events: taken } = await take(events);
    expect(textOf(taken)).toBe('The leave is taken within 24 months [1].\nEach parent has 18 weeks of leave at full pay [2].');
    expect(doneIn(taken)).toMatchObject({ decision: 'quoted', quotingReason: 'model-failed' });
    expect(record.ends).toMatchObject([{ type: 'complete', closing: { finish: 'error' } }]);
  });

  it('names a model that was given the passages even when none of its sentences held', async () => {
    const { events } = world({ script: [{ text: 'Nonsense about 77 moons.' }] });
    expect(doneIn((await take(events)).events)?.model).toMatchObject({ name: 'scripted' });
  });
});

describe('an abstention', () => {
  it('says that the documents do not say, asks no model, and names the nearest documents', async () => {
    const { events, record, scripted } = world({
      script: [{ text: 'The canteen serves fish.' }],
      request: { question: 'What does the canteen serve on Friday?' },
    });
    const { events: taken } = await take(events);
    expect(doneIn(taken)).toMatchObject({
      decision: 'abstained',
      citations: [],
      model: null,
      answer: 'The documents that you may read do not answer this question.',
    });
    expect(doneIn(taken)?.nearest.map(({ title }) => title)).toEqual(['Leave policy', 'Travel']);
    expect(scripted.requests).toEqual([]);
    expect(record.ends).toMatchObject([{ type: 'refuse', closing: { finish: 'none', result: { decision: 'abstained' } } }]);
  });

  it('speaks German to a German question', async () => {
    const { events } = world({ request: { question: 'Was gibt es am Freitag in der Kantine?' } });
    expect(textOf((await take(events)).events)).toBe('Die Dokumente, die Sie lesen dürfen, beantworten diese Frage nicht.');
  });

  it('believes a model that finds no answer when the passages have only part of what was asked', async () => {
    const { events } = world({
      script: [{ text: 'NO ANSWER' }],
      request: { question: 'How many weeks of leave does each parent of twins have?' },
    });
    expect(doneIn((await take(events)).events)).toMatchObject({ decision: 'abstained', model: { name: 'scripted' } });
  });

  it('is given when nothing may be read', async () => {
    const { events, record } = world({ found: [aPassage({ number: 3, text: 'The parents of the merger have 99 weeks of leave.' })] });
    const { events: taken } = await take(events);
    expect(doneIn(taken)).toMatchObject({ decision: 'abstained', nearest: [] });
    expect(record.intents[0]?.passages).toEqual([]);
  });
});

describe('the order of record and text', () => {
  it('sends nothing before the intent is durable', async () => {
    let commit: () => void = () => undefined;
    const { events, record } = world({ record: { beforeIntent: new Promise((resolve) => (commit = resolve)) } });
    let isSent = false;
    const first = events.next().then((result) => ((isSent = true), result));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(record.intents).toHaveLength(1);
    expect(isSent).toBe(false);
    commit();
    expect((await first).value).toMatchObject({ type: 'accepted' });
    await events.return();
  });

  it('sends nothing at all and records no end when the intent fails', async () => {
    const { events, record, scripted } = world({ script: [{ text: 'x' }], record: { failIntent: new CarrelError('AUDIT_UNAVAILABLE') } });
    expect(await take(events)).toMatchObject({ events: [], error: { code: 'AUDIT_UNAVAILABLE' } });
    expect(record.ends).toEqual([]);
    expect(scripted.requests).toEqual([]);
  });

  it('records nothing when retrieval fails', async () => {
    const { events, record } = world({ retrieve: () => Promise.reject(new CarrelError('INDEX_UNAVAILABLE')) });
    expect(await take(events)).toMatchObject({ events: [], error: { code: 'INDEX_UNAVAILABLE' } });
    expect(record.intents).toEqual([]);
  });

  it('refuses an unknown model before anything is recorded', async () => {
    const { events, record } = world({ modelsFail: new CarrelError('MODEL_NOT_FOUND'), request: { modelName: 'none' } });
    expect(await take(events)).toMatchObject({ events: [], error: { code: 'MODEL_NOT_FOUND' } });
    expect(record.intents).toEqual([]);
  });

  it('sends no done, and tries no second end, when the end cannot be recorded', async () => {
    const { events, record } = world({ record: { failEnd: new CarrelError('AUDIT_UNAVAILABLE') } });
    const { events: taken, error } = await take(events);
    expect(error).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(typesOf(taken)).not.toContain('done');
    expect(record.ends.map(({ type }) => type)).toEqual(['complete']);
  });
});

describe('an asker who leaves', () => {
  const script = [{ text: 'Each parent has 18 weeks of leave at full pay. The' }, { waitForAbort: true }] as const;

  it('stops the model and ends the answer once as interrupted, with what was sent', async () => {
    const abort = new AbortController();
    const { events, record, scripted } = world({ script, request: { signal: abort.signal } });
    const taken: AnswerEvent[] = [];
    const running = (async () => {
      for await (const event of events) {
        taken.push(event);
        if (event.type === 'delta') setTimeout(() => abort.abort(new Error('closed')), 5);
      }
    })();
    await expect(running).rejects.toThrow('closed');
    expect(scripted.wasStopped()).toBe(true);
    expect(record.ends).toMatchObject([
      { type: 'interrupt', interruption: { reason: 'CLIENT_CLOSED', partialText: 'Each parent has 18 weeks of leave at full pay [1].' } },
    ]);
  });

  it.each([1, 2, 3, 4, 5, 6])('ends the answer once when the consumer leaves after %i events', async (count) => {
    const { events, record, scripted } = world({
      script: [{ text: 'Each parent has 18 weeks of leave at full pay. The leave is taken within 24 months. More' }],
    });
    for (let index = 0; index < count; index += 1) await events.next();
    await events.return();
    expect(record.ends).toMatchObject([{ type: 'interrupt', interruption: { reason: 'CLIENT_CLOSED' } }]);
    expect(scripted.requests.length === 0 || scripted.wasStopped()).toBe(true);
  });

  it('is told of the error that led there when the interruption cannot be recorded', async () => {
    const abort = new AbortController();
    const { events } = world({ script, record: { failInterrupt: new Error('no disk') }, request: { signal: abort.signal } });
    setTimeout(() => abort.abort(new Error('closed')), 20);
    expect((await take(events)).error).toMatchObject({ message: 'closed' });
  });

  it('leaves no trace when they go before the intent', async () => {
    const { events, record } = world({ request: { signal: AbortSignal.abort(new Error('closed')) } });
    expect((await take(events)).error).toMatchObject({ message: 'closed' });
    expect(record.intents).toEqual([]);
  });

  it('does not let the time limit of the model end the answer', async () => {
    const settings = { ...readAnswerSettings(null), generationTimeoutMs: 30 };
    const { events, scripted } = world({ script: [{ waitForAbort: true }], request: { settings } });
    expect(doneIn((await take(events)).events)).toMatchObject({ decision: 'quoted', quotingReason: 'model-failed' });
    expect(scripted.wasStopped()).toBe(true);
  });
});

describe('a follow-up', () => {
  it('is searched with the words of the question before, and shows the model what was asked', async () => {
    const { events, retrieved, record, scripted } = world({
      script: [],
      request: { question: 'And within how many months?', history: [{ question: 'How long is the leave of a parent?' }] },
    });
    await take(events);
    expect(retrieved[0]).toMatchObject({ query: 'And within how many months? leave parent', mode: 'hybrid' });
    expect(record.intents[0]).toMatchObject({
      question: 'And within how many months?',
      searchQuery: 'And within how many months? leave parent',
    });
    expect(scripted.requests[0]?.messages[1]?.content).toContain('How long is the leave of a parent?');
  });
});
