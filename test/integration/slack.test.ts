import { readFileSync } from 'node:fs';
import { routes } from '@carrel/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openSlackDesk, type SlackDesk } from '../support/slack-server/slack-desk.ts';
import { waitFor } from '../support/slack-server/wait-for.ts';
import { urlsOf, wordsOf } from '../support/slack-server/slack-world.ts';
import { nextTs } from '../support/slack-server/web-api-methods.ts';

const parking = 'How many parking spaces does the harbour office have?';
const bonus = 'What is the annual bonus of the sales department?';

describe('the Slack bot over Socket Mode', { timeout: 60_000 }, () => {
  let desk: SlackDesk;
  let ann: string;
  let ben: string;
  let bonusPolicy: string;
  beforeAll(async () => {
    desk = await openSlackDesk();
    [ann, ben] = [await desk.addPerson('UANN'), await desk.addPerson('UBEN')];
    await desk.addDocument(['everyone'], 'The harbour office has forty parking spaces.');
    bonusPolicy = (await desk.addDocument([ann], 'The annual bonus of the sales department is nine percent.')).policyId;
    desk.addChannel('CALL', ['UANN', 'UBEN']);
  }, 120_000);
  afterAll(() => desk?.close());

  const about = (ts: string) => (message: { readonly thread_ts: string | null; readonly ts: string }) => message.thread_ts === ts;
  async function directly(user: string, text: string) {
    const { ts } = await desk.direct(user, text);
    return desk.message((one) => about(ts)(one) && /Record no|Nothing found|Connect|Request id|answers people/u.test(wordsOf(one.blocks)));
  }
  const inChannel = (channel: string, onlyFor: string | null, words: RegExp) =>
    desk.message((one) => one.channel === channel && one.onlyFor === onlyFor && words.test(wordsOf(one.blocks)));
  /** Of one type, newest first, as soon as so many have their number. */
  async function recorded(type: string, count = 1) {
    for (const deadline = Date.now() + 10_000; ;) {
      const { items } = await desk.carrel.client.call(routes.listAuditEvents, { query: { limit: 200, type } });
      if (items.length >= count) return items;
      if (Date.now() > deadline) throw new Error(`${items.length} of ${count} times ${type} are on record.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('answers a direct message in its thread, by edits, with citations that lead to the passage', async () => {
    const answer = await directly('UANN', bonus);
    expect(wordsOf(answer.blocks)).toContain('nine percent');
    expect(wordsOf(answer.blocks)).toContain('Quoted word for word');
    expect(answer.edits).toBeGreaterThan(0);
    const [passage = ''] = urlsOf(answer.blocks).filter((url) => url.includes('doc='));
    expect(passage).toMatch(new RegExp(`^${desk.carrel.url}/documents/\\?doc=doc_[0-9a-f]{32}&version=dv_[0-9a-f]{32}&at=\\d+-\\d+$`, 'u'));
    expect(answer.sent).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
    expect(answer.text).not.toContain('nine');
  });

  it('is acknowledged within three seconds, and begins with a line that says so', async () => {
    const { acknowledgedMs, ts } = await desk.direct('UANN', parking);
    expect(acknowledgedMs ?? Infinity).toBeLessThan(3_000);
    await desk.message(about(ts), 3_000);
  });

  it('keeps the conversation in a thread, and leaves the same records as the page, on the channel slack', async () => {
    const first = await directly('UANN', bonus);
    const { ts } = await desk.direct('UANN', 'And of the harbour office parking spaces?', { event: { thread_ts: first.thread_ts } });
    await waitFor(
      () => desk.slack.world.messages.filter((one) => one.thread_ts === first.thread_ts && wordsOf(one.blocks).includes('Record no'))[1],
      20_000,
      `an answer to ${ts}`,
    );
    // Each question with its end, by the one who asked, as on the page.
    const [accepted, completed] = [await recorded('question.accepted', 4), await recorded('answer.completed', 4)];
    for (const event of [...accepted, ...completed]) expect(event.channel).toBe('slack');
    expect(new Set(completed.map(({ targetRef }) => targetRef))).toEqual(new Set(accepted.map(({ targetRef }) => targetRef)));
    expect(new Set(accepted.map(({ actorRef }) => actorRef)).size).toBe(1);
    expect((await recorded('slack.linked', 2)).map(({ channel }) => channel)).not.toContain('slack');
  });

  it('posts in a channel what everybody there may read, and offers the asker more', async () => {
    const { ts } = await desk.mention('UANN', 'CALL', parking);
    const posted = await desk.message((one) => one.channel === 'CALL' && one.onlyFor === null && about(ts)(one));
    expect(wordsOf(posted.blocks)).toContain('forty parking spaces');
    const offer = await inChannel('CALL', 'UANN', /You may read more/u);
    expect(JSON.stringify(offer.blocks)).toContain('ask_privately');
    const [posting] = await recorded('answer.posted');
    const documentId = new URL(urlsOf(posted.blocks).find((url) => url.includes('doc=')) ?? '').searchParams.get('doc') ?? '';
    const seen = await desk.carrel.client.call(routes.listSightings, { params: { id: documentId }, query: { limit: 200 } });
    const sighting = seen.items.find(({ eventId }) => eventId === posting?.id);
    expect(sighting?.audienceRefs).toHaveLength(2);
    expect(sighting?.audienceRefs).toContain(sighting?.actorRef);
  });

  it('posts nothing that somebody in the channel may not read, and gives the asker what they may', async () => {
    const before = desk.slack.world.messages.filter((one) => one.channel === 'CALL' && one.onlyFor === null).length;
    await desk.mention('UANN', 'CALL', bonus);
    const offer = await waitFor(() =>
      desk.slack.world.messages.find((one) => one.onlyFor === 'UANN' && /Nothing that everybody/u.test(wordsOf(one.blocks))),
    );
    expect(wordsOf(offer.blocks)).not.toContain('nine percent');
    const value = /"value":"((?:[^"\\]|\\.)*)"/u.exec(JSON.stringify(offer.blocks))?.[1] ?? '';
    await desk.press('UANN', 'ask_privately', JSON.parse(`"${value}"`) as string, 'r-private');
    const own = await desk.response('r-private', (words) => words.includes('nine percent'));
    expect(own).toMatchObject({ response_type: 'ephemeral' });
    const after = desk.slack.world.messages.filter((one) => one.channel === 'CALL' && one.onlyFor === null);
    expect(after).toHaveLength(before);
    expect(after.map((one) => wordsOf(one.blocks)).join()).not.toContain('nine percent');
  });

  it('posts nothing where somebody is not connected, and says why to the asker alone', async () => {
    desk.addSlackUser('UNEW');
    desk.addChannel('CNEW', ['UANN', 'UNEW']);
    await desk.mention('UANN', 'CNEW', parking);
    const alone = await inChannel('CNEW', 'UANN', /Record no/u);
    expect(wordsOf(alone.blocks)).toContain('not everybody in this channel has connected');
    expect(desk.slack.world.messages.filter((one) => one.channel === 'CNEW' && one.onlyFor === null)).toEqual([]);
  });

  it('catches who comes in between the answer and the posting, and after it', async () => {
    desk.addChannel('CJOIN', ['UANN']);
    const members = desk.slack.world.channels.get('CJOIN')?.members;
    let looks = 0;
    desk.slack.onCall = (method, input) => {
      if (method === 'conversations.members' && input['channel'] === 'CJOIN' && (looks += 1) === 2) members?.add('UBEN');
    };
    await desk.mention('UANN', 'CJOIN', bonus);
    await inChannel('CJOIN', 'UANN', /not everybody in this channel may read/u);
    members?.delete('UBEN');
    desk.slack.onCall = (method, input) => {
      if (method === 'chat.postMessage' && input['channel'] === 'CJOIN') members?.add('UBEN');
    };
    const { ts } = await desk.mention('UANN', 'CJOIN', bonus);
    await waitFor(() =>
      desk.slack.world.messages.find((one) => one.channel === 'CJOIN' && one.onlyFor === null && one.thread_ts === ts && one.isDeleted),
    );
    desk.slack.onCall = () => {};
    expect(desk.slack.world.messages.filter((one) => one.channel === 'CJOIN' && one.onlyFor === null && !one.isDeleted)).toEqual([]);
  });

  it('answers the command and the menu of a message to the one who asks alone', async () => {
    await desk.command('UANN', 'CALL', bonus, 'r-command');
    const answer = await desk.response('r-command', (words) => words.includes('nine percent'));
    expect(answer).toMatchObject({ response_type: 'ephemeral', replace_original: true });
    await desk.command('UANN', 'CALL', 'help', 'r-help');
    await desk.response('r-help', (words) => words.includes('Ask Carrel'));
    await desk.slack.deliver('interactive', {
      type: 'message_action',
      callback_id: 'answer_this',
      team: { id: 'T1' },
      user: { id: 'UBEN' },
      channel: { id: 'CALL' },
      message: { text: parking, ts: nextTs() },
      trigger_id: 'trigger-shortcut',
      response_url: desk.slack.responseUrl('r-shortcut'),
    });
    await desk.response('r-shortcut', (words) => words.includes('forty parking spaces'));
  });

  it('shares an answer by the wish of the asker, when all in the channel may read it, and on record', async () => {
    await desk.command('UANN', 'CALL', bonus, 'r-share');
    const answer = await desk.response('r-share', (words) => words.includes('nine percent'));
    const value = JSON.stringify({ a: /ans_[0-9a-f]{32}/u.exec(JSON.stringify(answer))?.[0], c: 'CALL' });
    await desk.press('UANN', 'answer_share', value, 'r-share-1');
    await desk.response('r-share-1', (words) => words.includes('may read what this answer rests on'));
    await desk.press('UBEN', 'answer_share', value, 'r-share-2');
    await desk.response('r-share-2', (words) => words.includes('There is nothing here'));
    await desk.carrel.client.call(routes.addGrant, { params: { id: bonusPolicy }, body: { principal: ben } });
    await desk.press('UANN', 'answer_share', value, 'r-share-3');
    await desk.response('r-share-3', (words) => words.includes('Shared'));
    await inChannel('CALL', null, /nine percent/u);
  });

  it('takes thumbs and reasons', async () => {
    const answer = await directly('UANN', parking);
    const answerId = /ans_[0-9a-f]{32}/u.exec(JSON.stringify(answer.blocks))?.[0] ?? '';
    await desk.press('UANN', 'answer_helpful', answerId, 'r-up');
    await desk.response('r-up', (words) => words.includes('Thank you'));
    await desk.press('UANN', 'answer_not_helpful', answerId, 'r-down');
    await waitFor(() => desk.slack.world.openedViews.find(({ view }) => JSON.stringify(view).includes(answerId)));
    await desk.slack.deliver('interactive', {
      type: 'view_submission',
      team: { id: 'T1' },
      user: { id: 'UANN' },
      trigger_id: 'trigger-view',
      view: {
        id: 'V1',
        callback_id: 'answer_feedback',
        private_metadata: answerId,
        state: { values: { reason: { text: { value: 'Too short' } } } },
      },
    });
    expect(await recorded('answer.rated', 2)).toHaveLength(2);
  });

  it('has a page of its own with recent questions, and a pane', async () => {
    const open = (user: string, eventId: string) =>
      desk.slack.deliver('events_api', {
        type: 'event_callback',
        team_id: 'T1',
        event_id: eventId,
        event: { type: 'app_home_opened', user, channel: `D${user}`, tab: 'home' },
      });
    await open('UANN', 'EvHome1');
    await waitFor(() => (wordsOf(desk.slack.world.homes.get('UANN')).includes(bonus) ? true : undefined));
    desk.addSlackUser('UHOME');
    await open('UHOME', 'EvHome2');
    await waitFor(() => (wordsOf(desk.slack.world.homes.get('UHOME')).includes('Connect') ? true : undefined));
    const ts = nextTs();
    const thread = { user_id: 'UANN', context: {}, channel_id: 'DUANN', thread_ts: ts };
    await desk.slack.deliver('events_api', {
      type: 'event_callback',
      team_id: 'T1',
      event_id: 'EvPane',
      event: { type: 'assistant_thread_started', assistant_thread: thread, event_ts: ts },
    });
    await waitFor(() => desk.slack.calls.find((call) => call.method === 'assistant.threads.setSuggestedPrompts'));
  });

  it('refuses guests, strangers, members of other workspaces, bots and shared channels, in private, and on record', async () => {
    desk.addSlackUser('UGUEST', { is_restricted: true });
    desk.addSlackUser('USTRANGE', { is_stranger: true });
    desk.addSlackUser('UOTHER', { team_id: 'T9' });
    for (const user of ['UGUEST', 'USTRANGE', 'UOTHER']) {
      const { ts } = await desk.direct(user, parking);
      const told = await desk.message((one) => about(ts)(one) && /Guests|another workspace/u.test(wordsOf(one.blocks)));
      expect(wordsOf(told.blocks)).not.toContain('forty');
    }
    desk.addChannel('CEXT', ['UANN', 'UBEN'], { is_ext_shared: true });
    await desk.mention('UANN', 'CEXT', parking);
    await inChannel('CEXT', 'UANN', /shared with another organisation/u);
    expect(desk.slack.world.messages.filter((one) => one.channel === 'CEXT' && one.onlyFor === null)).toEqual([]);
    await desk.command('UGUEST', 'CALL', parking, 'r-guest');
    await desk.response('r-guest', (words) => words.includes('Guests'));
    const before = desk.slack.world.messages.length;
    await desk.direct('UANN', parking, { event: { bot_id: 'B9' } });
    await desk.slack.deliver('slash_commands', {
      team_id: 'T9',
      user_id: 'UANN',
      channel_id: 'C9',
      command: '/carrel',
      text: parking,
      trigger_id: 'foreign',
      response_url: desk.slack.responseUrl('r-foreign'),
    });
    await desk.response('r-foreign', (words) => words.includes('another workspace'));
    expect(desk.slack.world.messages).toHaveLength(before);
    const reasons = (await recorded('slack.denied', 7)).map(({ leaf }) => z.object({ reason: z.string() }).parse(JSON.parse(leaf)).reason);
    const [foreign, guest] = [Array.from({ length: 3 }, () => 'SLACK_FOREIGN'), Array.from({ length: 2 }, () => 'SLACK_GUEST')];
    expect(reasons.toSorted()).toEqual(['SLACK_BOT', ...foreign, ...guest, 'SLACK_SHARED_CHANNEL']);
  });

  it('does one thing of ten that are the same', async () => {
    const { body, ts } = await desk.direct('UBEN', parking);
    const again = await Promise.all(Array.from({ length: 9 }, () => desk.slack.deliver('events_api', body)));
    expect(again.every(({ acknowledgedMs }) => acknowledgedMs !== null && acknowledgedMs < 3_000)).toBe(true);
    await desk.message((one) => about(ts)(one) && wordsOf(one.blocks).includes('forty'));
    expect(desk.slack.world.messages.filter(about(ts))).toHaveLength(1);
  });

  it('waits as long as Slack says, and answers all the same', async () => {
    desk.slack.cause({ method: 'chat.postMessage', retryAfterSeconds: 1 });
    desk.slack.cause({ method: 'users.info', retryAfterSeconds: 1 });
    desk.addSlackUser('UWAIT');
    const answer = await directly('UBEN', parking);
    expect(wordsOf(answer.blocks)).toContain('forty');
  });

  it('comes again when the socket is cut', async () => {
    desk.slack.cutSockets();
    await waitFor(() => (desk.slack.calls.filter((call) => call.method === 'apps.connections.open').length > 1 ? true : undefined), 30_000);
    await desk.slack.connected();
    expect(wordsOf((await directly('UBEN', parking)).blocks)).toContain('forty');
  });

  it('ends with the person, with the next message', async () => {
    const id = await desk.addPerson('UEND');
    expect(wordsOf((await directly('UEND', parking)).blocks)).toContain('forty');
    await desk.carrel.client.call(routes.updateUser, { params: { id }, body: { isActive: false } });
    const told = await directly('UEND', parking);
    expect(wordsOf(told.blocks)).toContain('Connect');
    expect(wordsOf(told.blocks)).not.toContain('forty');
  });

  it('shows nothing of what has a meaning in Slack: no mention, no address, no markup', async () => {
    const { documentId } = await desk.addDocument(
      ['everyone'],
      'The quay master says <!channel> and <@UBEN> and https://evil.example/x.png *bold* about the tide tables of the quay.',
    );
    expect(documentId).toMatch(/^doc_/u);
    const answer = await directly('UANN', 'What does the quay master say about the tide tables?');
    expect(urlsOf(answer.blocks).filter((url) => !url.startsWith(desk.carrel.url))).toEqual([]);
    const quoted = JSON.stringify(answer.blocks);
    expect(quoted).toContain('rich_text_quote');
    for (const block of answer.blocks as { type: string; text?: { text: string }; elements?: { text?: string }[] }[])
      if (block.type !== 'rich_text') expect(JSON.stringify(block)).not.toMatch(/<!channel>|<@UBEN>|evil/u);
  });

  it('says how it is, and tries its tokens when an admin asks', async () => {
    await desk.carrel.client.call(routes.testSlack, {});
    let overview = await desk.carrel.client.call(routes.slackOverview, {});
    for (let tries = 0; tries < 400 && (overview.state?.test ?? null) === null; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      overview = await desk.carrel.client.call(routes.slackOverview, {});
    }
    expect(overview).toMatchObject({
      isConfigured: true,
      isAlive: true,
      state: { mode: 'socket', isConnected: true, teams: [{ teamId: 'T1' }] },
    });
    expect(overview.state?.test?.checks.every((check) => check.isOk)).toBe(true);
    expect(overview.links.length).toBeGreaterThanOrEqual(2);
  });

  it('writes neither tokens nor texts into the log', () => {
    const log = desk.carrel.log();
    expect(log).toContain('slack.connected');
    for (const secret of [
      'xoxb-',
      'xapp-',
      'parking',
      'bonus',
      'nine percent',
      'UANN',
      readFileSync(`${desk.carrel.dataDir}/keys/slack.key`, 'utf8'),
    ])
      expect(log).not.toContain(secret);
  });

  it('says at once what is wrong when a token ends', async () => {
    const [team] = desk.slack.world.teams.values();
    if (team === undefined) throw new Error('No team.');
    team.token = 'xoxb-another';
    await desk.carrel.client.call(routes.testSlack, {});
    let found: string | null | undefined = null;
    for (let tries = 0; tries < 400 && found !== 'invalid_auth'; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      found = (await desk.carrel.client.call(routes.slackOverview, {})).state?.test?.checks.find(
        (check) => check.check === 'token',
      )?.finding;
    }
    expect(found).toBe('invalid_auth');
  });
});
