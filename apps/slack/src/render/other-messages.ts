import { randomUUID } from 'node:crypto';
import { ProblemError } from '@carrel/contract';
import { actionIds } from './action-ids.ts';
import type { Rendered } from './rich-text.ts';
import { button, linkButton, note, ownWords } from './rich-text.ts';

export const refusalTexts = {
  SLACK_GUEST: 'Guests of this workspace get no answers from Carrel. Ask a colleague who is a full member.',
  SLACK_FOREIGN: 'This Carrel belongs to another workspace, so it does not answer you here.',
  SLACK_BOT: 'Carrel answers people, not bots.',
  SLACK_SHARED_CHANNEL: 'This channel is shared with another organisation, so Carrel does not answer here. Write to Carrel directly.',
} as const;

export function thinkingMessage(): Rendered {
  return { text: 'Carrel is looking …', blocks: [note(':hourglass_flowing_sand: Looking through the documents that you may read …')] };
}

export function refusalMessage(reason: keyof typeof refusalTexts): Rendered {
  return { text: refusalTexts[reason], blocks: [ownWords(`:lock: ${refusalTexts[reason]}`)] };
}

export function linkMessage(url: string): Rendered {
  return {
    text: 'Connect your Carrel account to ask here.',
    blocks: [
      ownWords(
        '*Connect your Carrel account.* Carrel answers from what _you_ may read, so it has to know who you are. The link works once, for 15 minutes, and for you alone: do not pass it on.',
      ),
      { type: 'actions', elements: [{ ...linkButton('Connect', url, 'link'), style: 'primary' }] },
    ],
  };
}

export function helpMessage(baseUrl: string): Rendered {
  const text = [
    '*Ask Carrel*',
    '• Write to Carrel directly: the answer is yours alone.',
    '• Mention Carrel in a channel: the answer is posted when _everybody_ in the channel may read what it rests on; else only you get it.',
    '• `/carrel your question` anywhere: only you see the answer.',
    '• The menu of a message, _Answer this_: the message is the question.',
    '• In a direct message answer in the thread to ask on; in a channel mention Carrel there again.',
  ].join('\n');
  return {
    text: 'How to ask Carrel',
    blocks: [ownWords(text), { type: 'actions', elements: [linkButton('Open Carrel', `${baseUrl}/`, 'carrel')] }],
  };
}

export function doneMessage(text: string): Rendered {
  return { text, blocks: [note(text)] };
}

/** Offers the answer for the asker alone, after what a channel could not be given. */
export function privateOffer(text: string, questionKey: string): Rendered {
  return {
    text,
    blocks: [ownWords(text), { type: 'actions', elements: [button('Answer for me alone', actionIds.askPrivately, questionKey)] }],
  };
}

export interface Failure {
  readonly message: Rendered;
  /** The code of Carrel, or `UNREACHABLE`. */
  readonly code: string;
  readonly requestId: string;
}

/** What went wrong, why, the next step, and the id that finds it in the log. Never a silence. */
export function failureOf(error: unknown): Failure {
  const { code, detail, requestId } =
    error instanceof ProblemError
      ? error.problem
      : { code: 'UNREACHABLE', detail: 'Carrel cannot be reached at the moment. Try again in a minute.', requestId: randomUUID() };
  const text = `${detailFor(code) ?? detail}`;
  return {
    code,
    requestId,
    message: { text, blocks: [ownWords(`:warning: ${escapeMarkup(text)}`), note(`Request id \`${escapeMarkup(requestId)}\``)] },
  };
}

/** Where the text for people on the page would mislead in Slack. */
function detailFor(code: string): string | null {
  if (code === 'UNAUTHENTICATED')
    return 'Carrel has stopped: your account or its connection to Slack has ended, or the bot is no longer let in.';
  if (code === 'RATE_LIMITED') return 'You ask faster than Carrel allows. Wait a minute and ask again.';
  if (code === 'FORBIDDEN') return 'Your account in Carrel does not have the right to ask. An admin can give it.';
  return null;
}

/** Slack's three characters with a meaning (`&`, `<`, `>`). */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
