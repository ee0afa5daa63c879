import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { collectionSchema, policySchema } from '@carrel/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPerson, type TestPerson } from '../support/api/people.ts';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';
import { chatChunk, eventAnswer, startCannedModelServer, type CannedModelServer } from '../support/canned-model-server.ts';
import { waitFor } from '../support/slack-server/wait-for.ts';
import { wordsOf } from '../support/slack-server/slack-world.ts';
import { startSlackServer, type SlackServer } from '../support/slack-server/start-slack-server.ts';
import { slackKey, startTestBot, type TestBot } from '../support/slack-server/start-test-bot.ts';
import { nextTs } from '../support/slack-server/web-api-methods.ts';

describe('a person who is switched off while Carrel answers them in Slack', { timeout: 60_000 }, () => {
  let api: TestApi;
  let model: CannedModelServer;
  let slack: SlackServer;
  let bot: TestBot;
  let person: TestPerson;
  beforeAll(async () => {
    model = await startCannedModelServer();
    api = await startTestApi({ CARREL_SLACK_KEY: slackKey, CARREL_LLM: model.url });
    slack = await startSlackServer();
    slack.addTeam({ id: 'T1', name: 'Example', token: 'xoxb-1', botUserId: 'UBOT' });
    slack.world.users.set('U1', { id: 'U1', team_id: 'T1', name: 'Somebody' });
    slack.world.channels.set('DU1', { id: 'DU1', members: new Set(['U1']), is_im: true });
    person = await aPerson(api);
    const account = { teamId: 'T1', slackUserId: 'U1', teamName: 'Example', slackUserName: 'Somebody' };
    await api.api.composed.store.read.slack.putLink({ ...account, id: 'slk_1', userId: person.id, createdAt: new Date().toISOString() });
    const policy = await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: 'For one', readers: [person.id] } });
    const collection = await api.owner('/api/v1/collections', { method: 'POST', body: { name: 'For one' } });
    await api.publishText({
      collectionId: collectionIdSchema.parse(collectionSchema.parse(collection.json).id),
      policyId: policyIdSchema.parse(policySchema.parse(policy.json).id),
      path: 'parking.txt',
      text: 'The harbour office has forty parking spaces.',
    });
    bot = await startTestBot(slack, api.url, 'socket');
    await slack.connected();
  }, 60_000);
  afterAll(async () => {
    await bot?.close();
    await slack?.close();
    await api?.close();
    await model?.close();
  });

  it('is told that Carrel has stopped, and nothing of the answer stays', async () => {
    // The model begins, and then says nothing more.
    model.answerNext('/v1/chat/completions', eventAnswer([chatChunk('The harbour office')], { end: 'open' }));
    const ts = nextTs();
    const event = {
      type: 'message',
      channel_type: 'im',
      channel: 'DU1',
      user: 'U1',
      text: 'How many parking spaces are there?',
      ts,
      team: 'T1',
    };
    await slack.deliver('events_api', { type: 'event_callback', team_id: 'T1', event_id: 'EvMid', event });
    await waitFor(() => model.requests.find(({ path }) => path.endsWith('/chat/completions')), 20_000, 'the model to be asked');
    await api.owner(`/api/v1/admin/users/${person.id}`, { method: 'PATCH', body: { isActive: false } });
    const offMs = Date.now();
    const told = await waitFor(
      () => slack.world.messages.find((one) => one.thread_ts === ts && wordsOf(one.blocks).includes('Carrel has stopped')),
      5_000,
    );
    expect(Date.now() - offMs).toBeLessThan(5_000);
    expect(wordsOf(told.blocks)).not.toContain('harbour');
    expect(slack.world.messages.filter((one) => one.thread_ts === ts)).toHaveLength(1);
  });
});
