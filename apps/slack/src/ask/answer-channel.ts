import type { AskResult } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';
import { channelMembers, isSharedOutside } from '../channel/channel-members.ts';
import type { PostingOutcome } from '../channel/post-for-all.ts';
import { keptTexts, postForAll } from '../channel/post-for-all.ts';
import { answerMessage } from '../render/answer-message.ts';
import { doneMessage, privateOffer, refusalMessage, thinkingMessage } from '../render/other-messages.ts';
import type { Rendered } from '../render/rich-text.ts';
import { note } from '../render/rich-text.ts';
import type { AnswerDeps, Question } from './answer-person.ts';
import { counted, mayAsk, neverSilent, privateMessage, refuse } from './answer-person.ts';
import { ask } from './asking.ts';
import type { Reply } from './reply.ts';

export interface ChannelQuestion extends Question {
  readonly channelId: string;
  readonly threadTs: string;
  /** What Slack said of the event itself. */
  readonly isSharedOutside: boolean;
}

type Kept = Extract<PostingOutcome, { kind: 'kept' }>;
/** Slack takes 2,000 characters in a button. */
const maxOfferedQuestionChars = 1_500;

/**
 * Answers in a channel: with what everybody in it may read, or, where there is no such answer, the asker alone, and says why.
 * @param reply what the asker alone sees.
 */
export async function answerChannel(deps: AnswerDeps, question: ChannelQuestion, reply: Reply): Promise<void> {
  await reply.begin(thinkingMessage());
  const tell = reply.end;
  await neverSilent(deps, question, tell, async () => {
    const { team, account, channelId } = question;
    if (question.isSharedOutside || (await isSharedOutside(team.client, channelId))) {
      await refuse(deps, account, 'SLACK_SHARED_CHANNEL');
      return tell(refusalMessage('SLACK_SHARED_CHANNEL'));
    }
    if (!(await mayAsk(deps, question, tell))) return;
    const audience = await channelMembers(team.client, channelId, team.botUserId);
    if (audience === null) return answerAlone(deps, question, tell, 'large');
    const result = await askForAll(deps, question, audience);
    if (result === null) return answerAlone(deps, question, tell, 'unknown');
    if (result.decision !== 'answered' && result.decision !== 'quoted')
      return tell(offerOf(question, 'Nothing that everybody in this channel may read answers this, so nothing was posted.'));
    const outcome = await postForAll(
      { client: team.client, carrel: deps.carrel.as(account), botUserId: team.botUserId },
      {
        answerId: result.answerId,
        channelId,
        threadTs: question.threadTs,
        render: (posted) =>
          answerMessage(posted.result, { baseUrl: deps.baseUrl(), shareChannelId: null, isForChannel: true, askedBy: account.slackUserId }),
      },
    );
    if (outcome.kind === 'kept') return tell(withReason(privateMessage(deps, { ...question, shareChannelId: null }, result), outcome.why));
    await tell(
      outcome.mayReadMore
        ? offerOf(question, 'Posted, from what everybody in this channel may read. You may read more than that.')
        : doneMessage('Posted, from what everybody in this channel may read.'),
    );
  });
}

/** Null: somebody in the channel is not known to Carrel. */
async function askForAll(
  deps: AnswerDeps,
  { account, question, thread }: ChannelQuestion,
  audience: readonly string[],
): Promise<AskResult | null> {
  try {
    return await counted(deps, () => ask(deps, { account, question, thread, audience, onProgress: async () => {} }));
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'AUDIENCE_UNKNOWN') return null;
    throw error;
  }
}

async function answerAlone(
  deps: AnswerDeps,
  question: ChannelQuestion,
  tell: (message: Rendered) => Promise<void>,
  why: Kept['why'],
): Promise<void> {
  const { account, thread } = question;
  const result = await counted(deps, () => ask(deps, { account, question: question.question, thread, onProgress: async () => {} }));
  await tell(withReason(privateMessage(deps, question, result), why));
}

/** The answer for the asker, with why nobody else sees it. */
function withReason(message: Rendered, why: Kept['why']): Rendered {
  return { ...message, blocks: [note(`:lock: ${keptTexts[why]} Only you see this.`), ...message.blocks] };
}

function offerOf({ question, thread }: ChannelQuestion, text: string): Rendered {
  return question.length > maxOfferedQuestionChars ? doneMessage(text) : privateOffer(text, JSON.stringify({ q: question, t: thread }));
}
