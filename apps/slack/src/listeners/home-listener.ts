import { ProblemError, routes } from '@carrel/contract';
import type { ConversationView } from '@carrel/contract';
import type { Team } from '../bolt/teams.ts';
import type { SlackAccount } from '../carrel/carrel-api.ts';
import { failureOf, helpMessage, refusalMessage } from '../render/other-messages.ts';
import { actionIds } from '../render/action-ids.ts';
import type { Block } from '../render/rich-text.ts';
import { button, ownWords, richText } from '../render/rich-text.ts';
import { envelopeSchema, homeOpenedSchema } from './payloads.ts';
import type { ListenerDeps } from './question-listeners.ts';

const shownConversations = 8;

/** The bot's own page in Slack: how to ask, and the person's recent questions. */
export function listenForHome(deps: ListenerDeps): void {
  deps.app.event('app_home_opened', async ({ body, event }) => {
    const opened = homeOpenedSchema.safeParse(event);
    const envelope = envelopeSchema.safeParse(body);
    const team = envelope.success ? deps.teams.find(envelope.data.team_id) : null;
    if (!opened.success || opened.data.tab === 'messages' || team === null) return;
    const account = { teamId: team.teamId, slackUserId: opened.data.user };
    const blocks = [...(await personalBlocks(deps, team, account)), { type: 'divider' } as const, ...helpMessage(deps.baseUrl()).blocks];
    await team.client.views.publish({ user_id: account.slackUserId, view: { type: 'home', blocks } });
  });
}

async function personalBlocks(deps: ListenerDeps, team: Team, account: SlackAccount): Promise<Block[]> {
  try {
    const { refusal } = await deps.lookUpMember(team.client, account.teamId, account.slackUserId);
    if (refusal !== null) return refusalMessage(refusal).blocks;
    const { items } = await deps.carrel.as(account).call(routes.listConversations, { query: { limit: shownConversations } });
    return [
      ownWords('*Recent questions*'),
      ...(items.length === 0 ? [ownWords('_None yet._')] : [conversationList(items, deps.baseUrl())]),
    ];
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'SLACK_NOT_LINKED')
      return [
        ownWords('*Connect your Carrel account* to ask here. Carrel answers from what _you_ may read.'),
        { type: 'actions', elements: [{ ...button('Connect', actionIds.connect, 'home'), style: 'primary' }] },
      ];
    return failureOf(error).message.blocks;
  }
}

function conversationList(items: readonly ConversationView[], baseUrl: string): Block {
  return richText({
    type: 'rich_text_list',
    style: 'bullet',
    elements: items.map(({ id, title }) => ({
      type: 'rich_text_section' as const,
      elements: [{ type: 'link' as const, url: `${baseUrl}/?c=${encodeURIComponent(id)}`, text: title }],
    })),
  });
}
