import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Usage } from '@carrel/contract';
import { askResultSchema, settingsSchema, usageSchema } from '@carrel/contract';
import { aCaller } from '../support/api/a-caller.ts';
import { aPlace, publishAt } from '../support/api/a-knowledge-base.ts';
import { recorded } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
let collectionId: string;
const question = 'How many weeks of parental leave may employees take?';
const usage = async (query = ''): Promise<Usage> => usageSchema.parse((await api.owner(`/api/v1/admin/usage${query}`)).json);

beforeAll(async () => {
  api = await startTestApi({ CARREL_ASKS_PER_MINUTE: '1000', CARREL_AUTH_SECRET: 'a secret that nobody may see, of 40 letters' });
  const place = await aPlace(api);
  ({ collectionId } = place);
  await publishAt(api, place, 'leave.txt', 'Employees may take sixteen weeks of parental leave at full pay.');
}, 60_000);
afterAll(() => api.close());

describe('usage', () => {
  it('counts questions, people, decisions, ratings and time, by day, model and collection, and names nobody', async () => {
    const [one, other] = [await aCaller(api), await aCaller(api)];
    const ask = async (caller: typeof one, text: string) =>
      askResultSchema.parse((await caller.call('/api/v1/ask', { method: 'POST', body: { question: text, stream: false } })).json);
    const rated = await ask(one, question);
    await ask(one, question);
    await ask(other, question);
    await ask(other, 'Which satellites orbit the planet Neptune?');
    await one.call(`/api/v1/answers/${rated.answerId}/feedback`, { method: 'POST', body: { rating: 'helpful' } });
    await recorded(api);

    const found = await usage();
    expect(found).toMatchObject({
      questions: 4,
      people: 2,
      decisions: { quoted: 3, abstained: 1, answered: 0, blocked: 0 },
      interrupted: 0,
      feedback: { helpful: 1, notHelpful: 0 },
      models: [{ name: null, questions: 4 }],
      collections: [{ id: collectionId, answers: 3 }],
    });
    expect(found.days).toHaveLength(30);
    expect(found.days.at(-1)).toEqual({ date: new Date().toISOString().slice(0, 10), questions: 4, people: 2 });
    expect(found.ms.total.p50).toBeGreaterThanOrEqual(0);
    expect(found.ms.total.p95).toBeGreaterThanOrEqual(found.ms.total.p50 ?? 0);
    expect(found.ms.firstToken).toEqual({ p50: null, p95: null });
    const text = JSON.stringify(found);
    for (const word of ['parental', 'leave.txt', one.id, other.id]) expect(text).not.toContain(word);
  });

  it('is of the days that are asked for, at most a year', async () => {
    const past = await usage('?from=2020-02-27&to=2020-03-01');
    expect(past.days.map(({ date }) => date)).toEqual(['2020-02-27', '2020-02-28', '2020-02-29', '2020-03-01']);
    expect(past).toMatchObject({ questions: 0, people: 0, collections: [], models: [] });
    for (const query of ['?from=2020-03-02&to=2020-03-01', '?from=2018-01-01&to=2020-01-01', '?from=yesterday'])
      expect((await api.owner(`/api/v1/admin/usage${query}`)).status).toBe(400);
  });

  it('is for admins', async () => {
    for (const path of ['/api/v1/admin/usage', '/api/v1/admin/settings'])
      expect((await (await aCaller(api, ['employee', 'compliance'])).call(path)).status).toBe(403);
  });
});

describe('settings', () => {
  const read = async () => settingsSchema.parse((await api.owner('/api/v1/admin/settings')).json);
  const change = (answering: object) => api.owner('/api/v1/admin/settings', { method: 'PATCH', body: { answering } });

  it('shows the environment as it holds, and nothing of a secret', async () => {
    const { environment } = await read();
    const of = (variable: string) => environment.find((one) => one.variable === variable);
    expect(of('CARREL_ASKS_PER_MINUTE')).toMatchObject({ value: '1000', isSet: true, isSecret: false });
    expect(of('CARREL_SEARCHES_PER_MINUTE')).toMatchObject({ value: '120', isSet: false });
    expect(of('CARREL_AUTH_SECRET')).toMatchObject({ value: null, isSet: true, isSecret: true });
    expect(of('CARREL_DATABASE_URL')).toMatchObject({ value: null, isSet: false, isSecret: true });
    expect(JSON.stringify(environment)).not.toContain('nobody may see');
  });

  it('changes what the next question is answered with, as a version that is on record', async () => {
    const before = (await read()).answering;
    expect((await change({ relevance: { minCoverage: 1, strongCoverage: 1 } })).status).toBe(200);
    const after = (await read()).answering;
    expect(after).toMatchObject({ version: before.version + 1, maxPassages: before.maxPassages, relevance: { minCoverage: 1 } });
    expect((await change({ relevance: { minCoverage: 1 } })).json).toMatchObject({ answering: { version: after.version } });
    expect((await recorded(api))[0]).toMatchObject({ type: 'config.changed' });
    const answer = askResultSchema.parse((await api.owner('/api/v1/ask', { method: 'POST', body: { question, stream: false } })).json);
    expect(answer.provenance?.settingsVersion).toBe(after.version);
  });

  it('refuses what is out of bounds, unknown, or set by the environment', async () => {
    for (const wrong of [
      { maxPassages: 0 },
      { systemPrompt: '' },
      { temperature: 1 },
      { colour: 'blue' },
      { relevance: { minCoverage: 2 } },
    ])
      expect((await change(wrong)).status, JSON.stringify(wrong)).toBe(400);
  });
});
