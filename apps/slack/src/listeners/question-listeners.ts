import type { App, RespondFn } from '@slack/bolt';
import { Assistant } from '@slack/bolt';
import type { AnswerDeps, Question } from '../ask/answer-person.ts';
import { answerPerson, neverSilent, offerLink, refuse } from '../ask/answer-person.ts';
import { answerChannel } from '../ask/answer-channel.ts';
import type { EditPace } from '../ask/edit-pace.ts';
import type { Reply } from '../ask/reply.ts';
import { ephemeralReply, messageReply, responseReply } from '../ask/reply.ts';
import type { Team, Teams } from '../bolt/teams.ts';
import { helpMessage, refusalMessage } from '../render/other-messages.ts';
import { plainQuestion } from '../render/plain-question.ts';
import { callbackIds } from '../render/action-ids.ts';
import type { MessageEvent } from './payloads.ts';
import { commandSchema, envelopeSchema, messageEventSchema, messageShortcutSchema } from './payloads.ts';

export interface ListenerDeps extends AnswerDeps {
  readonly app: App;
  readonly teams: Teams;
  readonly pace: EditPace;
}

const prompts = [{ title: 'How does this work?', message: 'help' }];

/** Every way to ask: a direct message, the assistant's pane, a mention, the command, the menu of a message. */
export function listenForQuestions(deps: ListenerDeps): void {
  const { app } = deps;
  app.assistant(
    new Assistant({
      threadStarted: async ({ say, setSuggestedPrompts }) => {
        await say('Ask me about the documents that you may read.');
        await setSuggestedPrompts({ title: 'For example', prompts });
      },
      threadContextChanged: async () => {},
      userMessage: async ({ body, event, setStatus }) => {
        // A pane shows it beside the message; where there is none, Slack refuses it.
        await setStatus('is looking …').catch(() => undefined);
        await onDirectMessage(deps, body, event);
      },
    }),
  );
  app.event('message', ({ body, event }) => onDirectMessage(deps, body, event));
  app.event('app_mention', ({ body, event }) => onMention(deps, body, event));
  app.command('/carrel', async ({ command, ack, respond }) => {
    await ack();
    await onCommand(deps, command, respond);
  });
  app.shortcut({ type: 'message_action', callback_id: callbackIds.answerThis }, async ({ shortcut, ack, respond }) => {
    await ack();
    await onShortcut(deps, shortcut, respond);
  });
}

async function onDirectMessage(deps: ListenerDeps, body: unknown, raw: unknown): Promise<void> {
  const parsed = messageEventSchema.safeParse(raw);
  if (!parsed.success || parsed.data.channel_type !== 'im' || isEdit(parsed.data)) return;
  const event = parsed.data;
  const team = teamOf(deps, body);
  if (team === null) return;
  if (event.bot_id !== undefined) return refuse(deps, { teamId: team.teamId, slackUserId: event.user }, 'SLACK_BOT');
  const threadTs = event.thread_ts ?? event.ts;
  const reply = messageReply(team.client, { channelId: event.channel, threadTs }, deps.pace);
  const asked = questionOf(team, event, { threadTs, channelId: event.channel });
  if (isForeign(event, team)) {
    await refuse(deps, asked.account, 'SLACK_FOREIGN');
    return reply.end(refusalMessage('SLACK_FOREIGN'));
  }
  await answerOrHelp(deps, { ...asked, shareChannelId: null }, reply);
}

async function onMention(deps: ListenerDeps, body: unknown, raw: unknown): Promise<void> {
  const event = messageEventSchema.parse(raw);
  const team = teamOf(deps, body);
  if (team === null || isEdit(event)) return;
  const account = { teamId: team.teamId, slackUserId: event.user };
  if (event.bot_id !== undefined) return refuse(deps, account, 'SLACK_BOT');
  const threadTs = event.thread_ts ?? event.ts;
  const reply = ephemeralReply(team.client, { channelId: event.channel, threadTs: event.thread_ts ?? null, slackUserId: event.user });
  const asked = questionOf(team, event, { threadTs, channelId: event.channel });
  if (isForeign(event, team)) {
    await refuse(deps, account, 'SLACK_FOREIGN');
    return reply.end(refusalMessage('SLACK_FOREIGN'));
  }
  if (isHelp(asked.question)) return reply.end(helpMessage(deps.baseUrl()));
  const envelope = envelopeSchema.safeParse(body);
  const isSharedOutside = envelope.success && envelope.data.is_ext_shared_channel === true;
  await answerChannel(deps, { ...asked, channelId: event.channel, threadTs, isSharedOutside }, reply);
}

async function onCommand(deps: ListenerDeps, raw: unknown, respond: RespondFn): Promise<void> {
  const command = commandSchema.parse(raw);
  const team = deps.teams.find(command.team_id);
  if (team === null) return;
  const account = { teamId: team.teamId, slackUserId: command.user_id };
  const reply = responseReply(respond);
  const question = plainQuestion(command.text);
  if (question.toLowerCase() === 'connect')
    return neverSilent(deps, { team, account }, reply.begin, () => offerLink(deps, { team, account }, reply.begin));
  const thread = `${command.channel_id}/command/${command.trigger_id}`.slice(0, 200);
  await answerOrHelp(deps, { team, account, question, thread, shareChannelId: shareable(command.channel_id) }, reply);
}

async function onShortcut(deps: ListenerDeps, raw: unknown, respond: RespondFn): Promise<void> {
  const { team: named, user, channel, message } = messageShortcutSchema.parse(raw);
  const team = deps.teams.find(named.id);
  if (team === null) return;
  const account = { teamId: team.teamId, slackUserId: user.id };
  const question = plainQuestion(message.text);
  const thread = `${channel.id}/${message.ts}/shortcut`;
  await answerOrHelp(deps, { team, account, question, thread, shareChannelId: shareable(channel.id) }, responseReply(respond));
}

async function answerOrHelp(deps: ListenerDeps, question: Question, reply: Reply): Promise<void> {
  if (isHelp(question.question)) await reply.end(helpMessage(deps.baseUrl()));
  else await answerPerson(deps, question, reply);
}

function questionOf(
  team: Team,
  event: MessageEvent,
  { threadTs, channelId }: { readonly threadTs: string; readonly channelId: string },
): Question {
  return {
    team,
    account: { teamId: team.teamId, slackUserId: event.user },
    question: plainQuestion(event.text),
    thread: `${channelId}/${threadTs}`,
    shareChannelId: channelId,
  };
}

function teamOf({ teams }: ListenerDeps, body: unknown): Team | null {
  const envelope = envelopeSchema.safeParse(body);
  return envelope.success ? teams.find(envelope.data.team_id) : null;
}

/** Changed, deleted or joined: nobody asks. */
function isEdit({ subtype }: MessageEvent): boolean {
  return subtype !== undefined && subtype !== 'file_share' && subtype !== 'thread_broadcast';
}

/** Of another workspace than the one in which it was said. */
function isForeign({ team, user_team: userTeam, source_team: sourceTeam }: MessageEvent, { teamId }: Team): boolean {
  return [team, userTeam, sourceTeam].some((one) => one !== undefined && one !== teamId);
}

function isHelp(question: string): boolean {
  return question === '' || /^(?:help|hilfe)\W*$/iu.test(question);
}

/** A direct conversation is no channel. */
function shareable(channelId: string): string | null {
  return channelId.startsWith('D') ? null : channelId;
}
