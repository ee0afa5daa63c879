import { systemClock } from '@carrel/runtime';
import type { SlackBot } from '../../../apps/slack/src/compose.ts';
import { startSlackBot } from '../../../apps/slack/src/compose.ts';
import { freePort } from '../carrel-process.ts';
import type { LoggedEvent } from '../fakes/recording-logger.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { waitFor } from './wait-for.ts';
import type { SlackServer } from './start-slack-server.ts';

export const slackKey = `carrel_${'k'.repeat(43)}`;

export interface TestBot {
  /** Where Slack calls it, in HTTP mode. */
  readonly url: string;
  readonly logged: readonly LoggedEvent[];
  close(): Promise<void>;
}

/** The real bot in this process, against a stand-in for Slack, and ready. */
export async function startTestBot(slack: SlackServer, serverUrl: string, mode: 'socket' | 'http'): Promise<TestBot> {
  const { logger, events } = createRecordingLogger();
  const port = await freePort();
  const stop = new AbortController();
  const bot: SlackBot = await startSlackBot(
    { clock: systemClock, logger },
    {
      serverUrl,
      key: slackKey,
      botTokens: [...slack.world.teams.values()].map(({ token }) => token),
      appToken: mode === 'socket' ? slack.appToken : null,
      signingSecret: slack.signingSecret,
      listen: { host: '127.0.0.1', port },
      slackApiUrl: slack.apiUrl,
    },
    stop.signal,
  );
  await waitFor(() => events.find(({ event }) => event === 'slack.connected'), 20_000, 'the bot to be ready');
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    logged: events,
    close: async () => {
      stop.abort();
      await bot.close();
    },
  };
}
