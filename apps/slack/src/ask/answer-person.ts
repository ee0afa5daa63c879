import type { AskResult } from '@carrel/contract';
import { ProblemError, routes } from '@carrel/contract';
import type { Logger } from '../bolt/bolt-logger.ts';
import { slackErrorOf } from '../bolt/bolt-logger.ts';
import type { Team } from '../bolt/teams.ts';
import type { SlackAccount } from '../carrel/carrel-api.ts';
import type { LookUpMember } from '../people/who-may-ask.ts';
import { answerMessage, runningMessage } from '../render/answer-message.ts';
import { failureOf, linkMessage, refusalMessage, thinkingMessage } from '../render/other-messages.ts';
import type { Rendered } from '../render/rich-text.ts';
import type { BotCounts } from '../state/bot-counts.ts';
import type { AskDeps, Asked } from './asking.ts';
import { ask } from './asking.ts';
import type { Reply } from './reply.ts';

export interface AnswerDeps extends AskDeps {
  readonly lookUpMember: LookUpMember;
  readonly logger: Logger;
  readonly counts: BotCounts;
  /** Under which people reach Carrel. */
  readonly baseUrl: () => string;
}

export interface Question {
  readonly team: Team;
  readonly account: SlackAccount;
  readonly question: string;
  readonly thread: string;
  /** A channel that the answer can be put into afterwards; null: it was asked in none. */
  readonly shareChannelId: string | null;
}

/** Answers one person alone. Whatever goes wrong, they are told why. */
export async function answerPerson(deps: AnswerDeps, question: Question, reply: Reply): Promise<void> {
  await reply.begin(thinkingMessage());
  await neverSilent(deps, question, reply.end, async () => {
    if (!(await mayAsk(deps, question, reply.end))) return;
    const { account, thread } = question;
    const onProgress: Asked['onProgress'] = (text, citations) => reply.progress(() => runningMessage(text, citations, deps.baseUrl()));
    const result = await counted(deps, () => ask(deps, { account, question: question.question, thread, onProgress }));
    await reply.end(privateMessage(deps, question, result));
  });
}

export function privateMessage(deps: Pick<AnswerDeps, 'baseUrl'>, { shareChannelId }: Question, result: AskResult): Rendered {
  return answerMessage(result, { baseUrl: deps.baseUrl(), shareChannelId, isForChannel: false });
}

/** Counts a question from its beginning to its end. */
export async function counted<Result>({ counts }: Pick<AnswerDeps, 'counts'>, work: () => Promise<Result>): Promise<Result> {
  counts.questions += 1;
  counts.running += 1;
  try {
    return await work();
  } finally {
    counts.running -= 1;
  }
}

type Told = Pick<Question, 'team' | 'account'>;

/** Whether somebody is a full member of the workspace; if not, they are told, and it is on record. */
export async function mayAsk(deps: AnswerDeps, { team, account }: Told, tell: (message: Rendered) => Promise<void>): Promise<boolean> {
  const { refusal } = await deps.lookUpMember(team.client, account.teamId, account.slackUserId);
  if (refusal === null) return true;
  await refuse(deps, account, refusal);
  await tell(refusalMessage(refusal));
  return false;
}

export async function refuse(
  { carrel, counts, logger }: Pick<AnswerDeps, 'carrel' | 'counts' | 'logger'>,
  account: SlackAccount,
  reason: 'SLACK_GUEST' | 'SLACK_FOREIGN' | 'SLACK_BOT' | 'SLACK_SHARED_CHANNEL',
): Promise<void> {
  counts.refusals += 1;
  logger.warn('slack.refused', { reason });
  await carrel.bot.call(routes.refuseInSlack, { body: { ...account, reason } });
}

/** Runs what answers somebody; a failure becomes a line for them. */
export async function neverSilent(
  deps: AnswerDeps,
  told: Told,
  tell: (message: Rendered) => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'SLACK_NOT_LINKED') return await offerLink(deps, told, tell);
    const { code, requestId, message } = failureOf(error);
    deps.counts.failures += 1;
    deps.logger.warn('slack.answer-failed', { code: slackErrorOf(error) ?? code, requestId });
    await tell(message);
  }
}

/** Gives an account that stands for nobody yet the link with which it can. */
export async function offerLink(deps: AnswerDeps, { team, account }: Told, tell: (message: Rendered) => Promise<void>): Promise<void> {
  try {
    const { name } = await deps.lookUpMember(team.client, account.teamId, account.slackUserId);
    const names = { teamName: team.name.slice(0, 200), slackUserName: name.slice(0, 200) };
    const { url } = await deps.carrel.bot.call(routes.requestSlackLink, { body: { ...account, ...names } });
    await tell(linkMessage(url));
  } catch (error) {
    await tell(failureOf(error).message);
  }
}
