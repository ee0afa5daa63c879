import { randomUUID } from 'node:crypto';
import { loadConfig } from '@carrel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';
import { signedHeaders } from '../support/slack-server/signed-headers.ts';
import { waitFor } from '../support/slack-server/wait-for.ts';
import { wordsOf } from '../support/slack-server/slack-world.ts';
import { startSlackServer, type SlackServer } from '../support/slack-server/start-slack-server.ts';
import { slackKey, startTestBot, type TestBot } from '../support/slack-server/start-test-bot.ts';
import { nextTs } from '../support/slack-server/web-api-methods.ts';

describe('calls of Slack over HTTP', { timeout: 60_000 }, () => {
  let api: TestApi;
  let slack: SlackServer;
  let bot: TestBot;
  beforeAll(async () => {
    api = await startTestApi({ CARREL_SLACK_KEY: slackKey });
    slack = await startSlackServer();
    slack.addTeam({ id: 'T1', name: 'Example', token: 'xoxb-1', botUserId: 'UBOT' });
    slack.addTeam({ id: 'T2', name: 'Second', token: 'xoxb-2', botUserId: 'UBOT2' });
    for (const team of ['T1', 'T2']) {
      slack.world.users.set(`U${team}`, { id: `U${team}`, team_id: team, name: 'Somebody' });
      slack.world.channels.set(`D${team}`, { id: `D${team}`, members: new Set([`U${team}`]), is_im: true });
    }
    bot = await startTestBot(slack, api.url, 'http');
  }, 60_000);
  afterAll(async () => {
    await bot?.close();
    await slack?.close();
    await api?.close().catch(() => undefined);
  });

  const question = (team = 'T1') => {
    const ts = nextTs();
    const event = {
      type: 'message',
      channel_type: 'im',
      channel: `D${team}`,
      user: `U${team}`,
      text: 'How many parking spaces are there?',
      ts,
      team,
    };
    return { ts, body: JSON.stringify({ type: 'event_callback', team_id: team, event_id: `Ev${randomUUID()}`, event }) };
  };
  const call = (body: string, headers: Record<string, string>) =>
    fetch(bot.url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const toldIn = (ts: string) => slack.world.messages.filter((one) => one.thread_ts === ts);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 500));
  const now = () => Math.floor(Date.now() / 1000);

  it('takes what is signed, and gives whoever is not connected a link', async () => {
    const { ts, body } = question();
    const started = performance.now();
    expect((await call(body, signedHeaders(slack.signingSecret, body))).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(3_000);
    await waitFor(() => toldIn(ts).find((one) => wordsOf(one.blocks).includes('Connect')));
  });

  it('serves several workspaces, each with its own token', async () => {
    const { ts, body } = question('T2');
    await call(body, signedHeaders(slack.signingSecret, body));
    const told = await waitFor(() => toldIn(ts)[0]);
    expect(told.channel).toBe('DT2');
  });

  it('answers the question whether the address is right', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    expect(await (await call(body, signedHeaders(slack.signingSecret, body))).json()).toEqual({ challenge: 'abc' });
  });

  it.each([
    ['no signature', (_body: string) => ({})],
    ['a signature under another secret', (body: string) => signedHeaders('another secret', body)],
    ['an old time', (body: string) => signedHeaders(slack.signingSecret, body, now() - 301)],
    ['a body that was written anew', (body: string) => signedHeaders(slack.signingSecret, JSON.stringify(JSON.parse(body), null, 1))],
    [
      'a time that was changed',
      (body: string) => ({ ...signedHeaders(slack.signingSecret, body, now() - 10), 'x-slack-request-timestamp': String(now()) }),
    ],
  ])('refuses %s, does nothing, and notes it', async (_name, headersFor) => {
    const { ts, body } = question();
    const before = bot.logged.filter(({ event }) => event === 'slack.request-refused').length;
    expect((await call(body, headersFor(body))).status).toBe(401);
    await settle();
    expect(toldIn(ts)).toEqual([]);
    expect(bot.logged.filter(({ event }) => event === 'slack.request-refused').length).toBe(before + 1);
  });

  it('does once what is sent ten times, also by another bot that has not seen it', async () => {
    const { ts, body } = question();
    const other = await startTestBot(slack, api.url, 'http');
    try {
      const headers = { 'content-type': 'application/json', ...signedHeaders(slack.signingSecret, body) };
      const urls = Array.from({ length: 10 }, (_one, index) => (index % 2 === 0 ? bot.url : other.url));
      const statuses = await Promise.all(urls.map(async (url) => (await fetch(url, { method: 'POST', body, headers })).status));
      expect(new Set(statuses)).toEqual(new Set([200]));
      await waitFor(() => toldIn(ts).find((one) => wordsOf(one.blocks).includes('Connect')));
      await settle();
      expect(toldIn(ts)).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it('tells whoever was left without an answer, at the next start, and once', async () => {
    const place = { teamId: 'T1', channelId: 'DT1', slackUserId: 'UT1', threadTs: nextTs(), isDirect: true };
    const claimed = await api.request('/api/v1/slack/events/claim', {
      method: 'POST',
      key: slackKey,
      body: { events: [{ eventId: 'EvLost', place }] },
    });
    expect(claimed.json).toEqual({ taken: ['EvLost'] });
    for (let start = 0; start < 2; start += 1) await (await startTestBot(slack, api.url, 'http')).close();
    expect(toldIn(place.threadTs).map((one) => wordsOf(one.blocks))).toEqual([expect.stringContaining('restarted while it worked')]);
  });

  it('knows no other address, and no other way', async () => {
    expect((await fetch(bot.url.replace('/slack/events', '/'))).status).toBe(404);
    expect((await fetch(bot.url)).status).toBe(404);
  });

  it('is never silent: without Carrel the person hears so within three seconds', async () => {
    const { ts, body } = question();
    await api.close();
    const started = performance.now();
    await call(body, signedHeaders(slack.signingSecret, body));
    const told = await waitFor(() => toldIn(ts)[0], 3_000);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(wordsOf(told.blocks)).toMatch(/cannot be reached.*Request id/u);
  });
});

describe('the settings of Slack', () => {
  const tokens = { CARREL_SLACK_BOT_TOKEN: 'xoxb-1', CARREL_SLACK_APP_TOKEN: 'xapp-1-secret' };

  it('are refused together with CARREL_OFFLINE, before anything is opened', () => {
    expect(() => loadConfig({ ...tokens, CARREL_OFFLINE: '1' })).toThrow(/CARREL_OFFLINE/u);
    expect(() => loadConfig(tokens)).not.toThrow();
  });

  it('name what is missing, never what was given', () => {
    expect(() => loadConfig({ CARREL_SLACK_BOT_TOKEN: 'xoxb-1' })).toThrow(/CARREL_SLACK_APP_TOKEN/u);
    expect(() => loadConfig({ CARREL_SLACK_APP_TOKEN: 'xapp-1-secret' })).toThrow(/CARREL_SLACK_BOT_TOKEN/u);
    const wrong = () => loadConfig({ ...tokens, CARREL_SLACK_BOT_TOKEN: 'hunter2-token' });
    expect(wrong).toThrow(/xoxb-/u);
    expect(wrong).not.toThrow(/hunter2/u);
  });

  it('let a stand-in for Slack be on this machine alone', () => {
    for (const url of ['http://127.0.0.1:1/api/', 'http://localhost:1/api/'])
      expect(loadConfig({ ...tokens, CARREL_SLACK_API_URL: url }).slack.apiUrl).toBe(url);
    for (const url of ['https://slack.com/api/', 'http://10.0.0.1/api/', 'http://127.0.0.1.example.org/'])
      expect(() => loadConfig({ ...tokens, CARREL_SLACK_API_URL: url })).toThrow(/on this machine/u);
  });
});
