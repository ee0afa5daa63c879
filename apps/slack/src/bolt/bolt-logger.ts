import type { Logger as BoltLogger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import type { createLogger } from '@carrel/runtime';

export type Logger = ReturnType<typeof createLogger>;

/**
 * What Bolt says, without its words: they can hold tokens, texts and names. A warning or an error is counted and told with the
 * code of the error, if it has one; what Bolt turned away at its door is told as that.
 */
export function createBoltLogger(logger: Logger, onTrouble: () => void): BoltLogger {
  const tell = (level: 'warn' | 'error', said: readonly unknown[]) => {
    const isRefusal = said.some((one) => typeof one === 'string' && one.startsWith('Failed to parse and verify'));
    onTrouble();
    if (isRefusal) logger.warn('slack.request-refused', { reason: 'signature' });
    else logger.warn(level === 'warn' ? 'slack.library-warned' : 'slack.library-failed', { code: codeIn(said) });
  };
  return {
    debug: () => {},
    info: () => {},
    warn: (...said: unknown[]) => tell('warn', said),
    error: (...said: unknown[]) => tell('error', said),
    // Never `debug`: there Bolt writes whole messages.
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

/** A word such as `invalid_auth` or `slack_bolt_authorization_error`. */
export function codeIn(said: readonly unknown[]): string {
  for (const one of said) {
    if (!(one instanceof Error)) continue;
    const code = slackErrorOf(one);
    if (code !== null) return code;
  }
  return 'unknown';
}

/** What Slack answered, such as `channel_not_found`; else the code of Bolt or of the network; null: neither. */
export function slackErrorOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const data: unknown = 'data' in error ? error.data : null;
  if (typeof data === 'object' && data !== null && 'error' in data && isWord(data.error)) return data.error;
  if ('code' in error && isWord(error.code)) return error.code;
  return error.cause instanceof Error ? slackErrorOf(error.cause) : null;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,80}$/u.test(value);
}
