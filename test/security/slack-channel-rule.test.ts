import fc from 'fast-check';
import { collectionIdSchema, documentIdSchema, policyIdSchema } from '@carrel/core';
import { collectionSchema, policySchema } from '@carrel/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPerson, type TestPerson } from '../support/api/people.ts';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';
import { waitFor } from '../support/slack-server/wait-for.ts';
import { urlsOf, wordsOf } from '../support/slack-server/slack-world.ts';
import { startSlackServer, type SlackServer } from '../support/slack-server/start-slack-server.ts';
import { slackKey, startTestBot, type TestBot } from '../support/slack-server/start-test-bot.ts';
import { nextTs } from '../support/slack-server/web-api-methods.ts';

const peopleCount = 4;
const documentCount = 4;
/** `CARREL_TEST_CHANNEL_RUNS` for a long run. */
const runs = Number(process.env['CARREL_TEST_CHANNEL_RUNS'] ?? 25);
const question = 'How many days of notice does the agreement ask for?';

/** Who may read each document, who is in the channel, and who comes in at which call of the bot. */
const worlds = fc.record({
  readers: fc.array(fc.array(fc.boolean(), { minLength: peopleCount, maxLength: peopleCount }), {
    minLength: documentCount,
    maxLength: documentCount,
  }),
  members: fc.array(fc.boolean(), { minLength: peopleCount, maxLength: peopleCount }),
  asker: fc.nat(peopleCount - 1),
  newcomer: fc.option(
    fc.record({
      who: fc.nat(peopleCount - 1),
      at: fc.constantFrom('conversations.members', 'chat.postMessage'),
      nth: fc.integer({ min: 1, max: 3 }),
    }),
  ),
  revoked: fc.option(fc.record({ who: fc.nat(peopleCount - 1), document: fc.nat(documentCount - 1) })),
});

describe('what stands in a channel', () => {
  let api: TestApi;
  let slack: SlackServer;
  let bot: TestBot;
  let people: readonly TestPerson[];
  let documents: readonly { readonly documentId: string; readonly policyId: string }[];
  beforeAll(async () => {
    api = await startTestApi({ CARREL_SLACK_KEY: slackKey, CARREL_ASKS_PER_MINUTE: '100000', CARREL_RUNNING_ASKS: '10' });
    slack = await startSlackServer();
    slack.addTeam({ id: 'T1', name: 'Example', token: 'xoxb-1', botUserId: 'UBOT' });
    people = await Promise.all(Array.from({ length: peopleCount }, () => aPerson(api)));
    for (const [index, person] of people.entries()) {
      slack.world.users.set(`U${index}`, { id: `U${index}`, team_id: 'T1', name: person.name });
      const account = { teamId: 'T1', slackUserId: `U${index}`, teamName: 'Example', slackUserName: person.name };
      await api.api.composed.store.read.slack.putLink({
        ...account,
        id: `slk_${index}`,
        userId: person.id,
        createdAt: new Date().toISOString(),
      });
    }
    const collection = await api.owner('/api/v1/collections', { method: 'POST', body: { name: 'Rules' } });
    const collectionId = collectionIdSchema.parse(collectionSchema.parse(collection.json).id);
    const made = [];
    for (let index = 0; index < documentCount; index += 1) {
      const policy = await api.owner('/api/v1/admin/policies', { method: 'POST', body: { name: `Policy ${index}`, readers: [] } });
      const policyId = policyIdSchema.parse(policySchema.parse(policy.json).id);
      const text = `The agreement number ${index} asks for ${20 + index} days of notice.`;
      made.push({ ...(await api.publishText({ collectionId, policyId, path: `agreement-${index}.txt`, text })), policyId });
    }
    documents = made;
    bot = await startTestBot(slack, api.url, 'socket');
    await slack.connected();
  }, 90_000);
  afterAll(async () => {
    await bot?.close();
    await slack?.close();
    await api?.close();
  });

  const personAt = (index: number) => people[index] as TestPerson;
  async function setReaders(readers: readonly (readonly boolean[])[]): Promise<void> {
    for (const [index, { policyId }] of documents.entries()) {
      await api.api.composed.store.kysely.deleteFrom('policy_grant').where('policy_id', '=', policyIdSchema.parse(policyId)).execute();
      for (const [reader, mayRead] of (readers[index] ?? []).entries())
        if (mayRead)
          await api.owner(`/api/v1/admin/policies/${policyId}/grants`, { method: 'POST', body: { principal: personAt(reader).id } });
    }
  }

  it(
    'rests on what everybody who is in it may read, whoever comes in and whatever is taken away meanwhile',
    { timeout: 600_000 },
    async () => {
      let posted = 0;
      let number = 0;
      await fc.assert(
        fc.asyncProperty(worlds, async ({ readers, members, asker, newcomer, revoked }) => {
          await setReaders(readers);
          number += 1;
          const channel = `C${number}`;
          const inside = new Set([asker, ...members.flatMap((isIn, index) => (isIn ? [index] : []))]);
          const slackMembers = new Set(['UBOT', ...[...inside].map((index) => `U${index}`)]);
          slack.world.channels.set(channel, { id: channel, members: slackMembers });
          const rights = readers.map((row) => [...row]);
          let calls = 0;
          slack.onCall = (method, input) => {
            if (newcomer === null || input['channel'] !== channel || method !== newcomer.at || (calls += 1) !== newcomer.nth) return;
            inside.add(newcomer.who);
            slackMembers.add(`U${newcomer.who}`);
          };
          const ts = nextTs();
          const event = { type: 'app_mention', channel, user: `U${asker}`, text: `<@UBOT> ${question}`, ts, team: 'T1' };
          const body = { type: 'event_callback', team_id: 'T1', event_id: `Ev${number}-${Date.now()}`, event };
          const delivered = slack.deliver('events_api', body);
          if (revoked !== null) {
            const policyId = documents[revoked.document]?.policyId ?? '';
            await api.owner(`/api/v1/admin/policies/${policyId}/grants/${personAt(revoked.who).id}`, { method: 'DELETE' });
            // From this moment on nothing that is posted may rest on it.
            const row = rights[revoked.document];
            if (row !== undefined) row[revoked.who] = false;
          }
          const revokedMs = Date.now();
          expect((await delivered).acknowledgedMs ?? Infinity).toBeLessThan(3_000);
          await waitFor(() =>
            slack.world.messages.find(
              (one) => one.channel === channel && one.onlyFor !== null && /Posted|posted|Request id/u.test(wordsOf(one.blocks)),
            ),
          );
          slack.onCall = () => {};
          const standing = slack.world.messages.filter((one) => one.channel === channel && one.onlyFor === null && !one.isDeleted);
          for (const message of standing) {
            posted += 1;
            const sources = urlsOf(message.blocks).flatMap((url) => new URL(url).searchParams.get('doc') ?? []);
            const wasAfter = revoked === null || message.atMs > revokedMs + 1_000;
            for (const source of new Set(sources)) {
              const index = documents.findIndex(({ documentId }) => documentId === documentIdSchema.parse(source));
              const row = (wasAfter ? rights : readers)[index] ?? [];
              for (const member of inside) expect(row[member], `document ${index} in ${channel} with member ${member}`).toBe(true);
            }
          }
        }),
        { numRuns: runs, endOnFailure: true },
      );
      // The control: there is something that the rule was tried on.
      expect(posted).toBeGreaterThan(0);
    },
  );
});
