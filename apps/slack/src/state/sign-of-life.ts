import type { SlackBotState, SlackCheck } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { OpenableReceiver } from '../bolt/create-receiver.ts';
import type { Logger } from '../bolt/bolt-logger.ts';
import type { Teams, TokenFinding } from '../bolt/teams.ts';
import type { CarrelApi } from '../carrel/carrel-api.ts';
import type { BotCounts } from './bot-counts.ts';

export interface SignOfLifeDeps {
  readonly carrel: CarrelApi;
  readonly receiver: OpenableReceiver;
  readonly teams: Teams;
  readonly counts: BotCounts;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

export interface SignOfLife {
  /** Under which people reach Carrel, as Carrel said last. */
  baseUrl(): string;
  /** Says at once how the bot is. */
  tell(): Promise<void>;
  close(): void;
}

/** How long an admin who asks for a test waits at most until it begins. */
const everyMs = 2_000;
/** At the start Carrel and the bot come up side by side. */
const quietFailures = 5;
/** How often tokens that did not work are tried again. */
const refreshMs = 60_000;

/** Tells Carrel every few seconds how the bot is, and tries its tokens and connections when an admin asks for it. */
export function startSignOfLife(deps: SignOfLifeDeps, { tokenCount }: { readonly tokenCount: number }): SignOfLife {
  const { carrel, receiver, teams, counts, logger, nowMs } = deps;
  let baseUrl = '';
  let test: SlackBotState['test'] = null;
  let refreshedMs = nowMs();
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  let failures = 0;

  const state = (): SlackBotState => ({
    mode: receiver.mode,
    isConnected: receiver.isConnected(),
    teams: teams.list().map(({ teamId, name }) => ({ teamId, name })),
    ...counts,
    test,
  });
  async function tell(): Promise<void> {
    const answer = await carrel.bot.call(routes.noteSlackBot, { body: state() });
    ({ baseUrl } = answer);
    if (answer.testRequestedAt === null || (test !== null && test.at >= answer.testRequestedAt)) return;
    // Of Carrel's clock: the two may differ.
    test = { at: answer.testRequestedAt, checks: checksOf(await teams.refresh(), receiver.isConnected()) };
    await carrel.bot.call(routes.noteSlackBot, { body: state() });
  }
  async function beat(): Promise<void> {
    try {
      if (teams.list().length < tokenCount && nowMs() - refreshedMs > refreshMs) {
        refreshedMs = nowMs();
        await teams.refresh();
      }
      await tell();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === quietFailures + 1) logger.error('slack.carrel-unreachable', error);
    }
    if (!isClosed) timer = setTimeout(() => void beat(), everyMs);
  }
  timer = setTimeout(() => void beat(), 0);
  return {
    baseUrl: () => baseUrl,
    tell,
    close: () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function checksOf(findings: readonly TokenFinding[], isConnected: boolean): SlackCheck[] {
  const tokens = findings.flatMap(({ teamId, finding, missingScopes }): SlackCheck[] => [
    { check: 'token', teamId, isOk: finding === null, finding },
    ...(finding === null
      ? [
          {
            check: 'scopes' as const,
            teamId,
            isOk: missingScopes.length === 0,
            finding: missingScopes.length === 0 ? null : missingScopes.join(', '),
          },
        ]
      : []),
  ]);
  // That Carrel hears this at all is the check of the way there.
  return [
    ...tokens,
    { check: 'connection', teamId: null, isOk: isConnected, finding: null },
    { check: 'carrel', teamId: null, isOk: true, finding: null },
  ];
}
