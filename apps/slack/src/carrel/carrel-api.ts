import type { CarrelClient } from '@carrel/contract';
import { createCarrelClient } from '@carrel/contract';

/** A member of a Slack workspace. */
export interface SlackAccount {
  readonly teamId: string;
  readonly slackUserId: string;
}

/** Carrel's API: for nobody in particular, or as the person whom a Slack account stands for. */
export interface CarrelApi {
  readonly bot: CarrelClient;
  as(account: SlackAccount): CarrelClient;
}

export function createCarrelApi({ serverUrl, key }: { readonly serverUrl: string; readonly key: string }): CarrelApi {
  const clientWith = (headers: Readonly<Record<string, string>>) =>
    createCarrelClient({ baseUrl: serverUrl, fetch, headers: () => ({ authorization: `Bearer ${key}`, ...headers }) });
  return {
    bot: clientWith({}),
    as: ({ teamId, slackUserId }) => clientWith({ 'x-carrel-slack': `${teamId}/${slackUserId}` }),
  };
}
