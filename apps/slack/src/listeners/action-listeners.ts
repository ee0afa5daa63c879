import type { SharedAnswer } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { App, RespondFn, types } from '@slack/bolt';
import type { z } from 'zod';
import { answerPerson, mayAsk, neverSilent, offerLink, refuse } from '../ask/answer-person.ts';
import { responseReply, tellDirectly } from '../ask/reply.ts';
import type { Team } from '../bolt/teams.ts';
import type { SlackAccount } from '../carrel/carrel-api.ts';
import { isSharedOutside } from '../channel/channel-members.ts';
import { keptTexts, postForAll } from '../channel/post-for-all.ts';
import { actionIds, callbackIds } from '../render/action-ids.ts';
import { answerMessage } from '../render/answer-message.ts';
import { answerPieces } from '../render/fold-answer.ts';
import { doneMessage, failureOf, refusalMessage } from '../render/other-messages.ts';
import type { Rendered } from '../render/rich-text.ts';
import { answerElements, richText } from '../render/rich-text.ts';
import { blockActionsSchema, offeredQuestionSchema, sharedAnswerSchema, viewSubmissionSchema } from './payloads.ts';
import type { ListenerDeps } from './question-listeners.ts';

interface Pressed {
  readonly team: Team;
  readonly account: SlackAccount;
  readonly value: string;
  readonly triggerId: string;
  /** Says something to whoever pressed, and to nobody else. */
  readonly tell: (message: Rendered) => Promise<void>;
  readonly respond: RespondFn;
}

/** What can be pressed under an answer, and what is sent from dialogues. */
export function listenForActions(deps: ListenerDeps): void {
  const { app } = deps;
  // The browser opens the address; Slack only wants to know that it was heard.
  app.action(/^open:/u, ({ ack }) => ack());
  const on = (actionId: string, act: (pressed: Pressed) => Promise<void>) =>
    app.action(actionId, async ({ body, ack, respond }) => {
      await ack();
      const pressed = pressedOf(deps, body, respond);
      if (pressed !== null) await neverSilent(deps, pressed, pressed.tell, () => act(pressed));
    });
  on(actionIds.helpful, async ({ account, value, tell }) => {
    await rate(deps, account, { answerId: value, rating: 'helpful', reason: null });
    await tell(doneMessage('Thank you.'));
  });
  on(actionIds.notHelpful, async ({ team, value, triggerId }) => {
    await team.client.views.open({ trigger_id: triggerId, view: feedbackDialogue(value) });
  });
  on(actionIds.unfold, async ({ team, account, value, triggerId }) => {
    const answer = await deps.carrel.as(account).call(routes.getAnswer, { params: { id: value } });
    await team.client.views.open({ trigger_id: triggerId, view: wholeAnswerDialogue(answer, deps.baseUrl()) });
  });
  on(actionIds.share, (pressed) => share(deps, pressed));
  on(actionIds.connect, ({ team, account, tell }) => offerLink(deps, { team, account }, tell));
  on(actionIds.askPrivately, async ({ team, account, value, respond }) => {
    const { q: question, t: thread } = offeredQuestionSchema.parse(JSON.parse(value));
    await answerPerson(deps, { team, account, question, thread, shareChannelId: null }, responseReply(respond));
  });
  listenForFeedback(deps, app);
}

function listenForFeedback(deps: ListenerDeps, app: App): void {
  app.view(callbackIds.feedback, async ({ body, ack }) => {
    const { team, user, view } = viewSubmissionSchema.parse(body);
    const reason = view.state.values['reason']?.['text']?.value?.trim() ?? '';
    try {
      const account = { teamId: team?.id ?? '', slackUserId: user.id };
      await rate(deps, account, { answerId: view.private_metadata, rating: 'not-helpful', reason: reason === '' ? null : reason });
      await ack();
    } catch (error) {
      await ack({ response_action: 'errors', errors: { reason: failureOf(error).message.text } });
    }
  });
}

function pressedOf(deps: ListenerDeps, body: unknown, respond: RespondFn): Pressed | null {
  const parsed: z.infer<typeof blockActionsSchema> = blockActionsSchema.parse(body);
  const team = parsed.team === null ? null : deps.teams.find(parsed.team.id);
  if (team === null) return null;
  const account = { teamId: team.teamId, slackUserId: parsed.user.id };
  const tell = async (message: Rendered) => {
    if (parsed.response_url === undefined) await tellDirectly(team.client, account.slackUserId, message);
    else await respond({ response_type: 'ephemeral', replace_original: false, ...message });
  };
  return { team, account, value: parsed.actions[0]?.value ?? '', triggerId: parsed.trigger_id, tell, respond };
}

type Rating = { readonly answerId: string; readonly rating: 'helpful' | 'not-helpful'; readonly reason: string | null };

async function rate({ carrel }: ListenerDeps, account: SlackAccount, { answerId, rating, reason }: Rating): Promise<void> {
  await carrel.as(account).call(routes.giveFeedback, { params: { id: answerId }, body: { rating, reason } });
}

/** By the wish of the asker: the same checks as for an answer that is posted of its own accord, at this moment. */
async function share(deps: ListenerDeps, { team, account, value, tell }: Pressed): Promise<void> {
  const { a: answerId, c: channelId } = sharedAnswerSchema.parse(JSON.parse(value));
  if (!(await mayAsk(deps, { team, account }, tell))) return;
  if (await isSharedOutside(team.client, channelId)) {
    await refuse(deps, account, 'SLACK_SHARED_CHANNEL');
    return tell(refusalMessage('SLACK_SHARED_CHANNEL'));
  }
  const outcome = await postForAll(
    { client: team.client, carrel: deps.carrel.as(account), botUserId: team.botUserId },
    {
      answerId,
      channelId,
      threadTs: null,
      render: ({ result }) =>
        answerMessage(result, { baseUrl: deps.baseUrl(), shareChannelId: null, isForChannel: true, askedBy: account.slackUserId }),
    },
  );
  await tell(
    doneMessage(outcome.kind === 'posted' ? 'Shared: everybody in the channel may read what it rests on.' : keptTexts[outcome.why]),
  );
}

function feedbackDialogue(answerId: string): types.View {
  return {
    type: 'modal',
    callback_id: callbackIds.feedback,
    private_metadata: answerId,
    title: { type: 'plain_text', text: 'Not helpful' },
    submit: { type: 'plain_text', text: 'Send' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        optional: true,
        label: { type: 'plain_text', text: 'What was wrong?' },
        element: { type: 'plain_text_input', action_id: 'text', multiline: true, max_length: 2000 },
      },
    ],
  };
}

function wholeAnswerDialogue({ result }: SharedAnswer, baseUrl: string): types.View {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Whole answer' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: answerPieces(result.answer).map((piece) =>
      richText({ type: 'rich_text_section', elements: answerElements(piece, result.citations, baseUrl) }),
    ),
  };
}
