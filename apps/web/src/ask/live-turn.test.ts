import type { AskEvent, CitationView, PassageView } from '@carrel/contract';
import { expect, test } from 'vitest';
import type { LiveTurn } from './live-turn.ts';
import { advanceLiveTurn, startLiveTurn } from './live-turn.ts';

const start = startLiveTurn({
  key: 'asked-1',
  question: 'How much?',
  collections: [],
  conversationId: null,
  createdAt: '2026-01-01T00:00:00.000Z',
});
const after = (...events: readonly AskEvent[]): LiveTurn => events.reduce(advanceLiveTurn, start);
const accepted: AskEvent = { type: 'accepted', answerId: 'ans_1', conversationId: 'conv_1', auditEventId: 'e' };
const passages: AskEvent = { type: 'passages', passages: [] as PassageView[] };
const citation = (number: number, quote = 'q'): CitationView => ({
  number,
  documentId: 'd',
  versionId: 'v',
  chunkId: 'c',
  title: 't',
  path: 'p',
  quote,
  start: 0,
  end: 1,
  supported: true,
});

test('takes the ids of the conversation and the answer when the question is accepted', () => {
  expect(after(accepted)).toMatchObject({ conversationId: 'conv_1', answerId: 'ans_1', stage: 'searching' });
});

test('says how much is read only where the model tells it', () => {
  expect(after(passages, { type: 'progress', stage: 'reading', tokens: 300, totalTokens: 1200 }).readShare).toBe(0.25);
  expect(after(passages, { type: 'progress', stage: 'reading' }).readShare).toBeNull();
  expect(after(passages, { type: 'progress', stage: 'reading', tokens: 0, totalTokens: 0 }).readShare).toBeNull();
});

test('appends sentences and hands the newest to screen readers alone', () => {
  const turn = after({ type: 'delta', text: 'One [1].' }, { type: 'delta', text: ' Two [2].' });
  expect(turn.text).toBe('One [1]. Two [2].');
  expect(turn.newest).toBe(' Two [2].');
});

test('keeps one citation a number', () => {
  const turn = after(
    { type: 'citation', citation: citation(1, 'old') },
    { type: 'citation', citation: citation(2) },
    { type: 'citation', citation: citation(1, 'new') },
  );
  expect(turn.citations.map(({ number, quote }) => [number, quote])).toEqual([
    [2, 'q'],
    [1, 'new'],
  ]);
});

test('ends with an error that carries the problem', () => {
  const problem = { type: 'p', title: 't', status: 503, code: 'AUDIT_UNAVAILABLE', detail: 'No record, no answer.', requestId: 'req_1' };
  const { outcome } = after({ type: 'error', problem });
  expect(outcome).toMatchObject({ kind: 'failed', error: { problem } });
});
