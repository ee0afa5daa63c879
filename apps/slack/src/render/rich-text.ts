import type { CitationView } from '@carrel/contract';
import type { types } from '@slack/bolt';

export type Block = types.KnownBlock;
type Element = types.RichTextElement;

/** A message as Slack takes it: `text` for notifications, blocks for the eye. */
export interface Rendered {
  readonly text: string;
  readonly blocks: Block[];
}

/**
 * An answer with its marks `[1]` as links to the passages. Text of documents and people stands in rich text alone: there Slack
 * shows it letter by letter. In its other kind of text, `<!channel>`, `<@U1>`, `*` and addresses would have a meaning.
 */
export function answerElements(answer: string, citations: readonly CitationView[], baseUrl: string): Element[] {
  const byNumber = new Map(citations.map((citation) => [String(citation.number), citation]));
  const elements: Element[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') elements.push({ type: 'text', text });
    text = '';
  };
  for (const piece of answer.split(/(\[\d{1,3}\])/u)) {
    const citation = byNumber.get(/^\[(\d{1,3})\]$/u.exec(piece)?.[1] ?? '');
    if (citation === undefined) {
      text += piece;
      continue;
    }
    flush();
    elements.push({ type: 'link', url: passageUrl(citation, baseUrl), text: piece });
  }
  flush();
  return elements;
}

/** Where the page opens the document with the passage marked, for whoever may read it. */
export function passageUrl({ documentId, versionId, start, end }: CitationView, baseUrl: string): string {
  return `${baseUrl}/documents/?${new URLSearchParams({ doc: documentId, version: versionId, at: `${start}-${end}` }).toString()}`;
}

export function answerUrl(answerId: string, baseUrl: string): string {
  return `${baseUrl}/answer/?${new URLSearchParams({ a: answerId }).toString()}`;
}

/** Words of Carrel's own in Slack's markup. Never text of documents or people. */
export function ownWords(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

export function note(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] };
}

export function richText(...elements: types.RichTextBlockElement[]): Block {
  return { type: 'rich_text', elements };
}

/** A button that opens an address. Slack tells of the click too, which is acknowledged and no more. */
export function linkButton(text: string, url: string, id: string): types.Button {
  return { type: 'button', action_id: `open:${id}`, text: { type: 'plain_text', text }, url };
}

export function button(text: string, actionId: string, value: string): types.Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text }, value };
}
