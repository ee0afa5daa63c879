import type { SlackAccount } from '@carrel/core';

/** As the audit log names a Slack account, in a sealed field. */
export function accountName({ teamId, slackUserId }: SlackAccount): string {
  return `${teamId}/${slackUserId}`;
}
