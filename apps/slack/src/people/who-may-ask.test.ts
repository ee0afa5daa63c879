import { webApi } from '@slack/bolt';
import { expect, test } from 'vitest';
import { createMemberLookUp } from './who-may-ask.ts';

function clientOf(user: object, onCall: () => void = () => {}): webApi.WebClient {
  const fetchUser = async () => {
    onCall();
    return new Response(JSON.stringify({ ok: true, user }), { headers: { 'content-type': 'application/json' } });
  };
  return new webApi.WebClient('xoxb-1', { fetch: fetchUser });
}

test.each([
  ['a full member', {}, null],
  ['a guest', { is_restricted: true }, 'SLACK_GUEST'],
  ['a guest of one channel', { is_ultra_restricted: true }, 'SLACK_GUEST'],
  ['a stranger', { is_stranger: true }, 'SLACK_FOREIGN'],
  ['somebody of another workspace', { team_id: 'T2' }, 'SLACK_FOREIGN'],
  ['somebody who was switched off', { deleted: true }, 'SLACK_FOREIGN'],
  ['a bot', { is_bot: true }, 'SLACK_BOT'],
  ['a bot of a workflow', { is_workflow_bot: true }, 'SLACK_BOT'],
  ['somebody of the same organisation, in this workspace', { team_id: 'T2', enterprise_user: { teams: ['T1'] } }, null],
])('%s', async (_name, user, refusal) => {
  const lookUp = createMemberLookUp({ nowMs: () => 0 });
  expect(await lookUp(clientOf({ id: 'U1', team_id: 'T1', name: 'u', ...user }), 'T1', 'U1')).toMatchObject({ refusal });
});

test('asks Slack once a minute, and again after a failure', async () => {
  let now = 0;
  let calls = 0;
  const lookUp = createMemberLookUp({ nowMs: () => now });
  const client = clientOf({ id: 'U1', team_id: 'T1' }, () => (calls += 1));
  await Promise.all([lookUp(client, 'T1', 'U1'), lookUp(client, 'T1', 'U1')]);
  expect(calls).toBe(1);
  now = 60_000;
  await lookUp(client, 'T1', 'U1');
  expect(calls).toBe(2);
});
