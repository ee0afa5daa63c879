import { webApi } from '@slack/bolt';
import type { Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from './bolt-logger.ts';
import { slackErrorOf } from './bolt-logger.ts';

/** A workspace that the bot is installed in. */
export interface Team {
  readonly teamId: string;
  readonly name: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly token: string;
  readonly client: webApi.WebClient;
}

/** What is wrong with a token, by its place in the setting; null: nothing. */
export interface TokenFinding {
  readonly teamId: string | null;
  readonly finding: string | null;
  readonly missingScopes: readonly string[];
}

export interface Teams {
  find(teamId: string): Team | null;
  list(): readonly Team[];
  /** Asks Slack whose each token is. What worked stays when Slack cannot be reached for a while. */
  refresh(): Promise<readonly TokenFinding[]>;
}

export interface TeamsOptions {
  readonly tokens: readonly string[];
  readonly slackApiUrl: string | null;
}

/** What the manifest in deploy/slack asks for. */
export const neededScopes = [
  'app_mentions:read',
  'assistant:write',
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'mpim:read',
  'users:read',
] as const;
const requestTimeoutMs = 10_000;
/** Slack says for how long to wait; a few tries beyond that, and then whoever waits is told. */
const retryConfig = { retries: 4, factor: 1.6, minTimeout: 300, maxTimeout: 5_000 };

export function webClientOptions(logger: BoltLogger, slackApiUrl: string | null): webApi.WebClientOptions {
  return {
    logger,
    retryConfig,
    timeout: requestTimeoutMs,
    allowAbsoluteUrls: false,
    ...(slackApiUrl !== null && { slackApiUrl }),
  };
}

export function createTeams(
  { logger, boltLogger }: { readonly logger: Logger; readonly boltLogger: BoltLogger },
  options: TeamsOptions,
): Teams {
  const teams = new Map<string, Team>();
  async function look(token: string): Promise<TokenFinding> {
    const client = new webApi.WebClient(token, webClientOptions(boltLogger, options.slackApiUrl));
    try {
      const found = await client.auth.test();
      const team = teamFound(found, token, client);
      if (team === null) return { teamId: null, finding: 'not_a_bot_token', missingScopes: [] };
      if (teams.get(team.teamId)?.token !== token) teams.set(team.teamId, team);
      const granted = found.response_metadata?.scopes;
      const missingScopes = granted === undefined ? [] : neededScopes.filter((scope) => !granted.includes(scope));
      return { teamId: team.teamId, finding: null, missingScopes };
    } catch (error) {
      const finding = slackErrorOf(error) ?? 'unreachable';
      logger.warn('slack.token-refused', { code: finding });
      return { teamId: forget(token, finding), finding, missingScopes: [] };
    }
  }
  /** Slack said no: the token is good for nothing any more. Without an answer nothing is known. Gives whose it was. */
  function forget(token: string, finding: string): string | null {
    const team = [...teams.values()].find((one) => one.token === token);
    if (team === undefined) return null;
    if (endsToken(finding)) teams.delete(team.teamId);
    return team.teamId;
  }
  return {
    find: (teamId) => teams.get(teamId) ?? null,
    list: () => [...teams.values()],
    refresh: () => Promise.all(options.tokens.map(look)),
  };
}

function endsToken(finding: string): boolean {
  return ['invalid_auth', 'account_inactive', 'token_revoked', 'token_expired', 'not_authed'].includes(finding);
}

function teamFound(found: webApi.AuthTestResponse, token: string, client: webApi.WebClient): Team | null {
  const { team_id: teamId, team, user_id: botUserId, bot_id: botId } = found;
  if (teamId === undefined || botUserId === undefined) return null;
  return { teamId, name: team ?? teamId, botUserId, botId: botId ?? '', token, client };
}
