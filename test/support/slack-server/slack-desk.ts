import { randomUUID } from 'node:crypto';
import { routes } from '@carrel/contract';
import type { CarrelClient } from '@carrel/contract';
import type { CarrelProcess } from '../carrel-process.ts';
import { startCarrel } from '../carrel-process.ts';
import type { SlackMessage } from './slack-world.ts';
import { urlsOf, wordsOf } from './slack-world.ts';
import type { Delivery, SlackServer } from './start-slack-server.ts';
import { startSlackServer } from './start-slack-server.ts';
import { waitFor } from './wait-for.ts';
import { nextTs } from './web-api-methods.ts';

const password = 'four quiet reading desks';
export const teamId = 'T1';

export interface SlackDesk {
  readonly slack: SlackServer;
  readonly carrel: CarrelProcess;
  /** Somebody in Slack, with a direct conversation with the bot. */
  addSlackUser(id: string, change?: object): string;
  /** Somebody in Slack and in Carrel, connected by the link that the bot gave them in Slack. Gives their id in Carrel. */
  addPerson(slackUserId: string): Promise<string>;
  /** A document that these people of Carrel, or everyone, may read. */
  addDocument(readers: readonly string[], text: string): Promise<{ readonly documentId: string; readonly policyId: string }>;
  addChannel(id: string, members: readonly string[], change?: object): void;
  direct(slackUserId: string, text: string, change?: object): Promise<Delivery & { readonly ts: string; readonly body: object }>;
  mention(
    slackUserId: string,
    channel: string,
    text: string,
    change?: object,
  ): Promise<Delivery & { readonly ts: string; readonly body: object }>;
  command(slackUserId: string, channel: string, text: string, responseId: string): Promise<Delivery>;
  press(slackUserId: string, actionId: string, value: string, responseId: string): Promise<Delivery>;
  /** Waits for a message that fits. */
  message(fits: (message: SlackMessage) => boolean, timeoutMs?: number): Promise<SlackMessage>;
  response(id: string, fits: (words: string) => boolean, timeoutMs?: number): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** A whole Carrel with its bot, connected to a stand-in for Slack on this machine. */
export async function openSlackDesk(
  options: { readonly mode?: 'socket' | 'http'; readonly httpPort?: number; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<SlackDesk> {
  const slack = await startSlackServer();
  slack.addTeam({ id: teamId, name: 'Example', token: 'xoxb-test-token-1', botUserId: 'UBOT' });
  const isSocket = (options.mode ?? 'socket') === 'socket';
  const carrel = await startCarrel({
    env: {
      CARREL_SLACK_BOT_TOKEN: 'xoxb-test-token-1',
      ...(isSocket
        ? { CARREL_SLACK_APP_TOKEN: slack.appToken }
        : { CARREL_SLACK_SIGNING_SECRET: slack.signingSecret, CARREL_SLACK_PORT: String(options.httpPort) }),
      CARREL_SLACK_API_URL: slack.apiUrl,
      CARREL_ASKS_PER_MINUTE: '1000',
      CARREL_SIGN_INS_PER_MINUTE: '10000',
      ...options.env,
    },
  });
  if (isSocket) await slack.connected();
  const desk = deskOver(slack, carrel);
  return desk;
}

function deskOver(slack: SlackServer, carrel: CarrelProcess): SlackDesk {
  const event = async (inner: Record<string, unknown>, change: object) => {
    const body = {
      type: 'event_callback',
      team_id: teamId,
      api_app_id: 'A1',
      event_id: `Ev${randomUUID().replaceAll('-', '').toUpperCase()}`,
      event_time: Math.floor(Date.now() / 1000),
      authorizations: [{ enterprise_id: null, team_id: teamId, user_id: 'UBOT', is_bot: true }],
      event: inner,
      ...change,
    };
    return { ...(await slack.deliver('events_api', body)), ts: String(inner['ts']), body };
  };
  const desk: SlackDesk = {
    slack,
    carrel,
    addSlackUser(id, change = {}) {
      slack.world.users.set(id, { id, team_id: teamId, name: `Name of ${id}`, ...change });
      slack.world.channels.set(`D${id}`, { id: `D${id}`, members: new Set([id, 'UBOT']), is_im: true });
      return id;
    },
    async addPerson(slackUserId) {
      desk.addSlackUser(slackUserId);
      const email = `${randomUUID()}@example.com`;
      const { user } = await carrel.client.call(routes.createUser, { body: { name: `Person ${slackUserId}`, email, password } });
      const asked = await desk.direct(slackUserId, 'Who am I?');
      const offer = await desk.message(
        (one) => one.channel === `D${slackUserId}` && one.thread_ts === asked.ts && wordsOf(one.blocks).includes('Connect'),
      );
      const url = urlsOf(offer.blocks).find((one) => one.includes('/slack/#token=')) ?? '';
      await confirmLink(carrel.url, email, url.split('=')[1] ?? '');
      return user.id;
    },
    addDocument: (readers, text) => addDocument(carrel.client, readers, text),
    addChannel: (id, members, change = {}) => void slack.world.channels.set(id, { id, members: new Set([...members, 'UBOT']), ...change }),
    direct: (user, text, change = {}) =>
      event(
        { type: 'message', channel_type: 'im', channel: `D${user}`, user, text, ts: nextTs(), team: teamId, ...innerOf(change) },
        outerOf(change),
      ),
    mention: (user, channel, text, change = {}) =>
      event(
        { type: 'app_mention', channel, user, text: `<@UBOT> ${text}`, ts: nextTs(), team: teamId, ...innerOf(change) },
        outerOf(change),
      ),
    command: (user, channel, text, responseId) =>
      slack.deliver('slash_commands', {
        team_id: teamId,
        user_id: user,
        channel_id: channel,
        command: '/carrel',
        text,
        trigger_id: randomUUID(),
        response_url: slack.responseUrl(responseId),
      }),
    press: (user, actionId, value, responseId) =>
      slack.deliver('interactive', {
        type: 'block_actions',
        team: { id: teamId },
        user: { id: user, team_id: teamId },
        trigger_id: randomUUID(),
        response_url: slack.responseUrl(responseId),
        container: { type: 'message' },
        actions: [{ type: 'button', action_id: actionId, block_id: 'b', value }],
      }),
    message: (fits, timeoutMs) => waitFor(() => slack.world.messages.find((one) => !one.isDeleted && fits(one)), timeoutMs, 'a message'),
    response: (id, fits, timeoutMs) =>
      waitFor(() => slack.world.responses.find((one) => one.id === id && fits(wordsOf(one.body)))?.body, timeoutMs, `a response to ${id}`),
    async close() {
      await carrel.stop();
      await slack.close();
    },
  };
  return desk;
}

/** `{ event: { … } }` changes the inner event, everything else the envelope. */
function innerOf(change: object): object {
  return 'event' in change && typeof change.event === 'object' && change.event !== null ? change.event : {};
}

function outerOf(change: object): object {
  return Object.fromEntries(Object.entries(change).filter(([name]) => name !== 'event'));
}

/** As a person does it in the browser: signs in, and confirms. */
export async function confirmLink(url: string, email: string, token: string): Promise<void> {
  const post = (path: string, body: object, cookie = '') =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, 'sec-fetch-site': 'same-origin', cookie },
      body: JSON.stringify(body),
    });
  const signedIn = await post('/api/auth/sign-in/email', { email, password });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const linked = await post('/api/v1/slack/links', { token }, cookie);
  if (linked.status !== 201) throw new Error(`The link was refused: ${await linked.text()}`);
}

async function addDocument(client: CarrelClient, readers: readonly string[], text: string) {
  const { userId: owner } = await client.call(routes.me, {});
  // Whoever puts a document somewhere has to be able to see it there.
  const policy = await client.call(routes.createPolicy, { body: { name: randomUUID(), readers: [owner, ...readers] } });
  const collection = await client.call(routes.createCollection, { body: { name: randomUUID(), defaultPolicyId: policy.id } });
  const path = `${randomUUID()}.md`;
  const { files } = await client.upload({ collectionId: collection.id, files: [{ path, content: new Blob([text]) }] });
  const [file] = files;
  if (file === undefined || file.outcome === 'refused') throw new Error('The document was refused.');
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { state } = await client.call(routes.getDocument, { params: { id: file.document.id } });
    if (state === 'published') return { documentId: file.document.id, policyId: policy.id };
    if (Date.now() > deadline || state === 'failed') throw new Error(`The document is ${state}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
