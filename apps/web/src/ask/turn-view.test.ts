import type { ConversationDetail, Turn } from '@carrel/contract';
import { expect, test } from 'vitest';
import type { LiveTurn } from './live-turn.ts';
import { startLiveTurn } from './live-turn.ts';
import { mergeTurns } from './turn-view.ts';

const stored = (answerId: string): Turn => ({ state: 'interrupted', answerId, question: answerId, createdAt: '2026-01-01T00:00:00.000Z' });
const detail = (...turns: readonly Turn[]): ConversationDetail => ({
  id: 'conv_1',
  title: 't',
  isPinned: false,
  createdAt: '',
  updatedAt: '',
  turns: [...turns],
});
const live = (key: string, more: Partial<LiveTurn> = {}): LiveTurn => ({
  ...startLiveTurn({ key, question: key, collections: [], conversationId: 'conv_1', createdAt: '' }),
  ...more,
});

test('a turn asked in this window keeps its key when the server’s copy arrives', () => {
  const turns = mergeTurns({
    conversationId: 'conv_1',
    detail: detail(stored('ans_1'), stored('ans_2')),
    live: [live('asked-1', { answerId: 'ans_2' })],
    openKey: null,
  });
  expect(turns.map(({ key }) => key)).toEqual(['ans_1', 'asked-1']);
  expect(turns[1]?.stored?.answerId).toBe('ans_2');
});

test('a question that the server does not know yet stands last', () => {
  const turns = mergeTurns({ conversationId: 'conv_1', detail: detail(stored('ans_1')), live: [live('asked-1')], openKey: null });
  expect(turns.map(({ key }) => key)).toEqual(['ans_1', 'asked-1']);
});

test('turns of other conversations are left out', () => {
  const turns = mergeTurns({ conversationId: 'conv_2', detail: undefined, live: [live('asked-1')], openKey: null });
  expect(turns).toEqual([]);
});

test('a new conversation is the one question that began it', () => {
  const input = {
    conversationId: null,
    detail: undefined,
    live: [live('asked-1', { conversationId: null }), live('asked-2', { conversationId: null })],
  };
  expect(mergeTurns({ ...input, openKey: 'asked-2' }).map(({ key }) => key)).toEqual(['asked-2']);
  expect(mergeTurns({ ...input, openKey: null })).toEqual([]);
});
