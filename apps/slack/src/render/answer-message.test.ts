import type { AskResult, CitationView } from '@carrel/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerMessage, runningMessage } from './answer-message.ts';
import { answerPieces, foldAnswer } from './fold-answer.ts';
import type { Rendered } from './rich-text.ts';

const baseUrl = 'https://carrel.example.org';
const citation = (number: number, title = 'Leave'): CitationView => ({
  number,
  documentId: 'doc_1',
  versionId: 'dv_1',
  chunkId: 'chk_1',
  title,
  path: 'leave.md',
  quote: 'x',
  start: 3,
  end: 9,
  supported: true,
});
const result = (change: Partial<AskResult> = {}): AskResult => ({
  answerId: 'ans_1',
  conversationId: 'conv_1',
  decision: 'quoted',
  answer: 'Sixteen weeks. [1]',
  citations: [citation(1)],
  nearest: [],
  model: null,
  quotingReason: 'no-language-model',
  provenance: null,
  audit: { eventId: 'e', seq: 7 },
  ms: { retrieve: 1, firstToken: null, total: 2 },
  ...change,
});
const options = { baseUrl, shareChannelId: 'C1', isForChannel: false };

/** Every text that Slack would read for markup. */
function markupOf({ text, blocks }: Rendered): string {
  const found = [text];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === 'object' && value !== null) {
      if ('type' in value && value.type === 'mrkdwn' && 'text' in value) found.push(String(value.text));
      Object.values(value).forEach(look);
    }
  };
  look(blocks);
  return found.join('\n');
}

describe('an answer in Slack', () => {
  it('has its marks as links to the passages, and its sources by name', () => {
    const text = JSON.stringify(answerMessage(result(), options));
    expect(text).toContain('"url":"https://carrel.example.org/documents/?doc=doc_1&version=dv_1&at=3-9","text":"[1]"');
    expect(text).toContain('"text":"Leave"');
  });

  it('looks different when it is written, quoted, or not there', () => {
    const looks = (['answered', 'quoted', 'abstained', 'blocked'] as const).map(
      (decision) => answerMessage(result({ decision }), options).blocks,
    );
    expect(new Set(looks.map((blocks) => JSON.stringify(blocks[0]))).size).toBe(4);
    expect(JSON.stringify(looks[1])).toContain('rich_text_quote');
    expect(JSON.stringify(looks[2])).not.toContain('Sixteen');
  });

  it('can be rated and shared by the one who asked, and by nobody in a channel', () => {
    expect(JSON.stringify(answerMessage(result(), options))).toContain('answer_share');
    expect(JSON.stringify(answerMessage(result(), { ...options, shareChannelId: null }))).not.toContain('answer_share');
    expect(JSON.stringify(answerMessage(result(), { ...options, isForChannel: true, askedBy: 'U1' }))).not.toContain('"actions"');
  });

  it('gives words of documents and people no meaning in Slack, whatever they are', () => {
    const nasty = fc.oneof(fc.string(), fc.constantFrom('<!channel>', '<@U1>', '<https://evil.example|x>', '*b*', '&', '@here'));
    fc.assert(
      fc.property(
        fc.array(nasty).map((parts) => parts.join(' ')),
        nasty,
        (answer, title) => {
          const plain = markupOf(answerMessage(result({ answer: '', citations: [citation(1, '')] }), options));
          for (const decision of ['answered', 'quoted', 'abstained'] as const) {
            const changed = result({
              decision,
              answer,
              citations: [citation(1, title)],
              nearest: [{ documentId: 'd', title, path: title }],
            });
            const message = answerMessage(changed, options);
            for (const line of markupOf(message).split('\n'))
              expect(line === '' || !line.includes('<!') || plain.includes(line)).toBe(true);
            expect(message.text).not.toMatch(/[<>&@]/u);
            expect(message.blocks.length).toBeLessThanOrEqual(50);
            for (const url of JSON.stringify(message).match(/"url":"([^"]*)"/gu) ?? [])
              expect(url.startsWith(`"url":"${baseUrl}/`)).toBe(true);
          }
        },
      ),
    );
  });

  it('folds what is long, after a sentence, and loses nothing in the whole of it', () => {
    const answer = Array.from({ length: 400 }, (_one, index) => `Sentence number ${index} is here. [1]`).join(' ');
    const { shown, isFolded } = foldAnswer(answer);
    expect(isFolded).toBe(true);
    expect(answer.startsWith(shown)).toBe(true);
    expect(answerPieces(answer).join(' ').replaceAll(/\s+/gu, ' ')).toBe(answer);
    expect(answerPieces(answer).every((piece) => piece.length <= 3_000)).toBe(true);
    expect(JSON.stringify(answerMessage(result({ answer }), options))).toContain('answer_unfold');
    expect(JSON.stringify(runningMessage(answer, [], baseUrl)).length).toBeLessThan(4_000);
  });
});
