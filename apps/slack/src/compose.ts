import { App } from '@slack/bolt';
import type { systemClock } from '@carrel/runtime';
import type { AnswerDeps } from './ask/answer-person.ts';
import { refuse } from './ask/answer-person.ts';
import { createEditPace } from './ask/edit-pace.ts';
import type { Logger } from './bolt/bolt-logger.ts';
import { createBoltLogger, slackErrorOf } from './bolt/bolt-logger.ts';
import type { OpenableReceiver, ReceiverOptions } from './bolt/create-receiver.ts';
import { createReceiver } from './bolt/create-receiver.ts';
import { handleOnce } from './bolt/handle-once.ts';
import type { Incoming } from './bolt/incoming.ts';
import type { Teams } from './bolt/teams.ts';
import { createTeams, webClientOptions } from './bolt/teams.ts';
import { createCarrelApi } from './carrel/carrel-api.ts';
import { createWorkPool } from './carrel/work-pool.ts';
import { listenForActions } from './listeners/action-listeners.ts';
import { listenForHome } from './listeners/home-listener.ts';
import { listenForQuestions } from './listeners/question-listeners.ts';
import { createMemberLookUp } from './people/who-may-ask.ts';
import { failureOf, refusalMessage } from './render/other-messages.ts';
import { createBotCounts } from './state/bot-counts.ts';
import { startSignOfLife } from './state/sign-of-life.ts';
import { tellAt, tellInterrupted } from './state/tell-interrupted.ts';

export interface SlackBotDeps {
  readonly clock: typeof systemClock;
  readonly logger: Logger;
}

export interface SlackBotOptions extends ReceiverOptions {
  /** Where Carrel's API is. */
  readonly serverUrl: string;
  /** What the bot shows there. */
  readonly key: string;
  readonly botTokens: readonly string[];
}

export interface SlackBot {
  close(): Promise<void>;
}

/** Questions in work at the same time: fewer than Carrel takes at once, so that those of the page find a place beside them. */
const questionsAtOnce = 8;
const reconnectMs = 10_000;
/** Carrel and the bot start side by side. */
const carrelRetryMs = 500;
/** How long answers that run may go on when the bot is told to stop. */
const stopGraceMs = 20_000;

/**
 * Starts the bot: opens its workspaces, tells whoever was left without an answer, and listens. Slack need not be reachable:
 * it is tried again until it is, and the state says so.
 * @param signal aborts when the process is told to stop.
 */
export async function startSlackBot({ clock, logger }: SlackBotDeps, options: SlackBotOptions, signal: AbortSignal): Promise<SlackBot> {
  const nowMs = () => clock.nowMs();
  const counts = createBotCounts();
  const boltLogger = createBoltLogger(logger, () => (counts.failures += 1));
  const carrel = createCarrelApi(options);
  const teams = createTeams({ logger, boltLogger }, { tokens: options.botTokens, slackApiUrl: options.slackApiUrl });
  const receiver = createReceiver(boltLogger, options);
  const app = createBoltApp({ teams, boltLogger, receiver }, options);
  const pace = createEditPace({ nowMs });
  const abort = new AbortController();
  const life = startSignOfLife({ carrel, receiver, teams, counts, logger, nowMs }, { tokenCount: options.botTokens.length });
  const answering: AnswerDeps = {
    carrel,
    pool: createWorkPool({ atOnce: questionsAtOnce }),
    signal: abort.signal,
    lookUpMember: createMemberLookUp({ nowMs }),
    logger,
    counts,
    baseUrl: life.baseUrl,
  };
  const listening = { ...answering, app, teams, pace };
  listenForQuestions(listening);
  listenForActions(listening);
  listenForHome(listening);
  app.error(async (error) => logger.warn('slack.listener-failed', { code: slackErrorOf(error) ?? 'unknown' }));
  handleOnce({
    app,
    carrel,
    logger,
    isOurTeam: (teamId) => teams.find(teamId) !== null,
    onForeign: (incoming) => refuseForeign(answering, options, incoming),
    onUnavailable: async (incoming, error) => {
      const failure = failureOf(error);
      counts.failures += 1;
      logger.warn('slack.claim-failed', { code: failure.code, requestId: failure.requestId });
      if (incoming.place !== null) await tellAt({ teams, pace }, incoming.place, failure.message);
      else if (incoming.responseUrl !== null) await respondTo(options, incoming.responseUrl, failure.message);
    },
  });
  const prepare = async () => {
    await life.tell();
    await teams.refresh();
    await tellInterrupted({ carrel, teams, pace, logger });
  };
  void open({ prepare, receiver, logger }, signal);
  return {
    async close() {
      life.close();
      await receiver.stop().catch(() => undefined);
      const deadline = nowMs() + stopGraceMs;
      while (counts.running > 0 && nowMs() < deadline) await pause(50);
      abort.abort();
    },
  };
}

interface AppParts {
  readonly teams: Teams;
  readonly boltLogger: ReturnType<typeof createBoltLogger>;
  readonly receiver: OpenableReceiver;
}

function createBoltApp({ teams, boltLogger, receiver }: AppParts, { slackApiUrl }: SlackBotOptions): App {
  return new App({
    receiver: receiver.receiver,
    logger: boltLogger,
    clientOptions: webClientOptions(boltLogger, slackApiUrl),
    convoStore: false,
    authorize: async ({ teamId }) => {
      const team = teamId === undefined ? null : teams.find(teamId);
      if (team === null) throw new Error('The bot is not installed in this workspace.');
      return { teamId: team.teamId, botToken: team.token, botId: team.botId, botUserId: team.botUserId };
    },
  });
}

interface Opening {
  /** What must be so before anybody is listened to. */
  readonly prepare: () => Promise<void>;
  readonly receiver: OpenableReceiver;
  readonly logger: Logger;
}

/** Waits for Carrel, then opens the way from Slack, and tries again for as long as either fails. What was open once, Bolt keeps open. */
async function open({ prepare, receiver, logger }: Opening, signal: AbortSignal): Promise<void> {
  await retry(prepare, { everyMs: carrelRetryMs, signal, onFailure: () => {} });
  await retry(receiver.start, {
    everyMs: reconnectMs,
    signal,
    onFailure: (error) => logger.warn('slack.connect-failed', { code: slackErrorOf(error) ?? 'unknown' }),
  });
  if (!signal.aborted) logger.info('slack.connected', { mode: receiver.mode });
}

async function retry(
  work: () => Promise<unknown>,
  { everyMs, signal, onFailure }: { readonly everyMs: number; readonly signal: AbortSignal; readonly onFailure: (error: unknown) => void },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      return;
    } catch (error) {
      onFailure(error);
      await pause(everyMs);
    }
  }
}

/** Somebody of a workspace that this Carrel is not in. Only commands have an address to tell them. */
async function refuseForeign(deps: AnswerDeps, options: SlackBotOptions, { teamId, slackUserId, responseUrl }: Incoming): Promise<void> {
  if (teamId === null || slackUserId === null) return;
  await refuse(deps, { teamId, slackUserId }, 'SLACK_FOREIGN');
  if (responseUrl !== null) await respondTo(options, responseUrl, refusalMessage('SLACK_FOREIGN'));
}

/** Slack's own addresses for answers to commands, and nobody else's. */
async function respondTo(
  { slackApiUrl }: Pick<SlackBotOptions, 'slackApiUrl'>,
  url: string,
  message: ReturnType<typeof refusalMessage>,
): Promise<void> {
  const isSlack = url.startsWith('https://hooks.slack.com/');
  const isStandIn = slackApiUrl !== null && URL.parse(url)?.host === URL.parse(slackApiUrl)?.host;
  if (!isSlack && !isStandIn) return;
  const body = JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message });
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
