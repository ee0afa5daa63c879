import type { AskEvent } from '@carrel/contract';
import { expect, test, vi } from 'vitest';
import { createAskStore } from './create-ask-store.ts';

const question = { question: 'How much?', conversationId: null, collections: [] };
const accepted: AskEvent = { type: 'accepted', answerId: 'ans_1', conversationId: 'conv_1', auditEventId: 'e' };

/** A stream that gives its events and then waits until it is aborted. */
function openStream(events: readonly AskEvent[]) {
  return async function* ask(_body: unknown, signal?: AbortSignal): AsyncGenerator<AskEvent> {
    yield* events;
    await new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));
  };
}

test('a stopped question keeps the sentences that were checked', async () => {
  const changed: string[] = [];
  const store = createAskStore(
    { ask: openStream([accepted, { type: 'delta', text: 'One.' }]) },
    { nowMs: () => 0, onConversationChanged: (id) => changed.push(id) },
  );
  const key = store.ask(question);
  await vi.waitFor(() => expect(store.snapshot()[0]?.text).toBe('One.'));
  store.stop(key);
  await vi.waitFor(() => expect(store.snapshot()[0]?.outcome.kind).toBe('stopped'));
  expect(store.snapshot()[0]?.text).toBe('One.');
  expect(changed).toEqual(['conv_1', 'conv_1']);
});

test('a connection that breaks is told as a failure', async () => {
  const store = createAskStore(
    {
      async *ask() {
        yield accepted;
        throw new TypeError('broken');
      },
    },
    { nowMs: () => 0, onConversationChanged: () => undefined },
  );
  store.ask(question);
  await vi.waitFor(() => expect(store.snapshot()[0]?.outcome).toMatchObject({ kind: 'failed' }));
});

test('sends the conversation and the collections only where there are some', async () => {
  const bodies: unknown[] = [];
  const store = createAskStore(
    {
      // eslint-disable-next-line require-yield
      async *ask(body) {
        bodies.push(body);
      },
    },
    { nowMs: () => 0, onConversationChanged: () => undefined },
  );
  store.ask(question);
  store.ask({ question: 'And?', conversationId: 'conv_1', collections: ['col_1'] });
  expect(bodies).toEqual([{ question: 'How much?' }, { question: 'And?', conversationId: 'conv_1', collections: ['col_1'] }]);
});
