import { configFor, createLogger, loadConfig, runUntilStopped, systemClock } from '@carrel/runtime';
import { startSlackBot } from './compose.ts';

const { server, slack, slackDoor, log } = configFor('slack', loadConfig(process.env));
const logger = createLogger({ level: log.level, process: 'slack' });
const defaultPort = 3000;

await runUntilStopped(
  async ({ supervisor, signal }) => {
    if (slack.botTokens === null || slackDoor.key === null)
      throw new Error('The Slack bot needs CARREL_SLACK_BOT_TOKEN and CARREL_SLACK_KEY: see docs/slack.md.');
    const bot = await startSlackBot(
      { clock: systemClock, logger },
      {
        serverUrl: slack.serverUrl ?? `http://127.0.0.1:${server.port ?? defaultPort}`,
        key: slackDoor.key.reveal(),
        botTokens: slack.botTokens.reveal(),
        appToken: slack.appToken?.reveal() ?? null,
        signingSecret: slack.signingSecret?.reveal() ?? null,
        listen: { host: slack.host, port: slack.port },
        slackApiUrl: slack.apiUrl,
      },
      signal,
    );
    supervisor.sendReady();
    return bot;
  },
  { logger, stopTimeoutMs: server.stopTimeoutMs },
);
