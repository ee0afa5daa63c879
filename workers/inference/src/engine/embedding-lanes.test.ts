import { expect, test } from 'vitest';
import type { EmbeddingTask } from './embedding-lanes.ts';
import { createEmbeddingLanes } from './embedding-lanes.ts';

const task = (purpose: EmbeddingTask['purpose'], signal = new AbortController().signal): EmbeddingTask => ({
  purpose,
  tokens: [],
  signal,
  done: () => undefined,
  failed: () => undefined,
});

test('a query goes before every document that waits; else first come, first served', () => {
  const lanes = createEmbeddingLanes();
  const [first, second, query] = [task('document'), task('document'), task('query')];
  lanes.add([first, second]);
  expect(lanes.urgency()).toBe('document');
  expect(lanes.take()).toBe(first);
  lanes.add([query]);
  expect(lanes.urgency()).toBe('query');
  expect(lanes.take()).toBe(query);
  expect(lanes.take()).toBe(second);
  expect(lanes.take()).toBeUndefined();
});

test('inputs that nobody wants any more are dropped', () => {
  const lanes = createEmbeddingLanes();
  const gone = new AbortController();
  const wanted = task('document');
  lanes.add([task('document', gone.signal), task('document', gone.signal), wanted]);
  gone.abort();
  expect(lanes.take()).toBe(wanted);
  expect(lanes.isEmpty()).toBe(true);
});
