import { expect, test } from 'vitest';
import { groupConversations } from './group-conversations.ts';

const nowMs = Date.parse('2026-11-20T15:00:00');
const at = (id: string, hoursAgo: number, isPinned = false) => ({
  id,
  title: id,
  isPinned,
  createdAt: '',
  updatedAt: new Date(nowMs - hoursAgo * 3_600_000).toISOString(),
});

test('pinned come first, the others by the day of the last question, in their order', () => {
  const groups = groupConversations(
    [at('now', 0), at('morning', 14), at('pinned', 900, true), at('yesterday', 20), at('long ago', 900)],
    nowMs,
  );
  expect(groups.map((group) => [group.name, group.conversations.map(({ id }) => id)])).toEqual([
    ['pinned', ['pinned']],
    ['today', ['now', 'morning']],
    ['week', ['yesterday']],
    ['older', ['long ago']],
  ]);
});

test('groups without conversations are left out', () => {
  expect(groupConversations([], nowMs)).toEqual([]);
});
