import type { AskResult, CitationView } from '@carrel/contract';
import type { types } from '@slack/bolt';
import { actionIds } from './action-ids.ts';
import { foldAnswer } from './fold-answer.ts';
import type { Block, Rendered } from './rich-text.ts';
import { answerElements, answerUrl, button, linkButton, note, ownWords, passageUrl, richText } from './rich-text.ts';

export interface AnswerMessageOptions {
  readonly baseUrl: string;
  /** Null: not put into a channel from here. */
  readonly shareChannelId: string | null;
  /** In a channel nobody but the asker can rate. */
  readonly isForChannel: boolean;
  /** Whose question it answers, in a channel. */
  readonly askedBy?: string;
}

const maxShownCitations = 8;

/** A complete answer: written, quoted and abstained ones look different at first sight. */
export function answerMessage(result: AskResult, options: AnswerMessageOptions): Rendered {
  const { decision } = result;
  const blocks: Block[] =
    decision === 'answered' || decision === 'quoted' ? givenAnswer(result, options) : withheldAnswer(result, options.baseUrl);
  return { text: headlines[decision], blocks: [...blocks, ...actions(result, options)] };
}

/** For notifications and old clients: nothing of the documents. */
const headlines: Readonly<Record<AskResult['decision'], string>> = {
  answered: 'Carrel has answered.',
  quoted: 'Carrel has found passages that answer.',
  abstained: 'Carrel has found nothing that answers this.',
  blocked: 'Carrel may not answer this.',
};

function givenAnswer(result: AskResult, { baseUrl, askedBy, isForChannel }: AnswerMessageOptions): Block[] {
  const { shown, isFolded } = foldAnswer(result.answer);
  const elements = answerElements(shown, result.citations, baseUrl);
  return [
    ...(askedBy === undefined
      ? []
      : [
          richText({
            type: 'rich_text_section',
            elements: [
              { type: 'user', user_id: askedBy },
              { type: 'text', text: ' asked' },
            ],
          }),
        ]),
    ...(result.decision === 'quoted' ? [note(':speech_balloon: *Quoted word for word.* No language model wrote this.')] : []),
    richText(result.decision === 'quoted' ? { type: 'rich_text_quote', elements } : { type: 'rich_text_section', elements }),
    ...(isFolded ? [note('The answer goes on: _Whole answer_ shows all of it.')] : []),
    ...(result.citations.length === 0 ? [] : [sources(result.citations, baseUrl)]),
    note(
      `${result.decision === 'answered' ? ':robot_face: Written by a language model, each sentence checked against its source. ' : ''}${recordOf(result, isForChannel ? null : baseUrl)}`,
    ),
  ];
}

/** Only the asker can open the record. */
function recordOf({ answerId, audit }: AskResult, baseUrl: string | null): string {
  return baseUrl === null ? `Record no. ${audit.seq}` : `Record no. <${answerUrl(answerId, baseUrl)}|${audit.seq}>`;
}

/** Numbered as in the answer, each leading to its passage in Carrel. */
function sources(citations: readonly CitationView[], baseUrl: string): Block {
  const lines = citations.slice(0, maxShownCitations).map((citation) => {
    const place = placeOf(citation);
    return {
      type: 'rich_text_section' as const,
      elements: [
        { type: 'text' as const, text: `[${citation.number}] ` },
        { type: 'link' as const, url: passageUrl(citation, baseUrl), text: citation.title },
        ...(place === null ? [] : [{ type: 'text' as const, text: ` · ${place}` }]),
      ],
    };
  });
  const more = citations.length - maxShownCitations;
  return richText({
    type: 'rich_text_list',
    style: 'bullet',
    elements: [
      ...lines,
      ...(more > 0
        ? [{ type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text: `and ${more} more in Carrel` }] }]
        : []),
    ],
  });
}

function placeOf({ page, location }: CitationView): string | null {
  if (page !== undefined) return `page ${page}`;
  if (location === undefined) return null;
  if (location.kind === 'slide') return `slide ${location.slide}`;
  const rows = location.firstRow === location.lastRow ? `row ${location.firstRow}` : `rows ${location.firstRow}–${location.lastRow}`;
  return location.sheet === null ? rows : `sheet ${location.sheet}, ${rows}`;
}

function withheldAnswer(result: AskResult, baseUrl: string): Block[] {
  const { decision, nearest } = result;
  const isBlocked = decision === 'blocked';
  return [
    ownWords(
      isBlocked
        ? ':no_entry: *No answer.* A rule of this Carrel does not allow one.'
        : ':mag: *Nothing found that answers this.* The documents that you may read do not say it, or say it in other words.',
    ),
    ...(isBlocked || nearest.length === 0
      ? []
      : [
          note('Nearest documents:'),
          richText({
            type: 'rich_text_list',
            style: 'bullet',
            elements: nearest.slice(0, 5).map(({ documentId, title }) => ({
              type: 'rich_text_section' as const,
              elements: [{ type: 'link' as const, url: `${baseUrl}/documents/?doc=${encodeURIComponent(documentId)}`, text: title }],
            })),
          }),
        ]),
    note(recordOf(result, baseUrl)),
  ];
}

function actions(result: AskResult, { baseUrl, shareChannelId, isForChannel }: AnswerMessageOptions): Block[] {
  if (isForChannel) return [];
  const isGiven = result.decision === 'answered' || result.decision === 'quoted';
  const elements: types.Button[] = [
    button(':thumbsup: Helpful', actionIds.helpful, result.answerId),
    button(':thumbsdown: Not helpful', actionIds.notHelpful, result.answerId),
    ...(isGiven && foldAnswer(result.answer).isFolded ? [button('Whole answer', actionIds.unfold, result.answerId)] : []),
    ...(isGiven && shareChannelId !== null
      ? [button('Share to channel', actionIds.share, JSON.stringify({ a: result.answerId, c: shareChannelId }))]
      : []),
    linkButton('Open in Carrel', answerUrl(result.answerId, baseUrl), 'answer'),
  ];
  return [{ type: 'actions', elements }];
}

/** An answer that is still being written. */
export function runningMessage(text: string, citations: readonly CitationView[], baseUrl: string): Rendered {
  const { shown } = foldAnswer(text);
  return {
    text: 'Carrel is answering …',
    blocks: [
      richText({ type: 'rich_text_section', elements: [...answerElements(shown, citations, baseUrl), { type: 'text', text: ' …' }] }),
    ],
  };
}
