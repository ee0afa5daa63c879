import { type Span, splitSentences } from '@carrel/core';
import { toPlainText, withoutLineMarker, withoutLinks } from '../text/plain-text.ts';
import { tokenize } from '../text/tokenize.ts';
import { moveMarksBeforeStops, takeCitationMarks } from './citation-marks.ts';

/** A sentence that the model has finished, without Markdown and marks. Not checked yet. */
export interface DraftSentence {
  readonly text: string;
  /** Numbers of the passages that the model cited for it, as it wrote them. */
  readonly citedNumbers: readonly number[];
  /** It begins a line of the model's output. */
  readonly startsLine: boolean;
  /** Taken out since the sentence before. */
  readonly linksRemoved: number;
  readonly imagesRemoved: number;
}

export interface SentenceAssembler {
  /** Takes a piece of the stream; gives the sentences that it completes. */
  push(piece: string): readonly DraftSentence[];
  /** The rest. `isCut`: the stream ended in the middle, so an unfinished last sentence is left out. */
  finish(isCut: boolean): readonly DraftSentence[];
}

/** A mark is at most this long; an opening bracket that stays open longer is text. */
const longestMark = 40;

/**
 * Makes whole sentences of a stream of pieces of any size. A sentence is complete when the next one, or a new line, has begun
 * with something that cannot be its citation mark.
 */
export function createSentenceAssembler(): SentenceAssembler {
  let line = '';
  let isLineStart = true;
  let removed = { linksRemoved: 0, imagesRemoved: 0 };

  /** Each link is taken out once, when its last character has come. */
  function extendLine(part: string): void {
    const { text, linksRemoved, imagesRemoved } = withoutLinks(line + part);
    line = text;
    removed = { linksRemoved: removed.linksRemoved + linksRemoved, imagesRemoved: removed.imagesRemoved + imagesRemoved };
  }

  function take(texts: readonly string[]): readonly DraftSentence[] {
    return texts.flatMap((text) => {
      const { text: unmarked, numbers } = takeCitationMarks(text);
      const plain = toPlainText(unmarked);
      if (plain === '') return [];
      const sentence = { text: plain, citedNumbers: numbers, startsLine: isLineStart, ...removed };
      isLineStart = false;
      removed = { linksRemoved: 0, imagesRemoved: 0 };
      return [sentence];
    });
  }

  function endLine(): readonly DraftSentence[] {
    const sentences = take(readLine(line, isLineStart).sentences);
    line = '';
    isLineStart = true;
    return sentences;
  }

  return {
    push(piece) {
      const done: DraftSentence[] = [];
      const lines = piece.split(/\r?\n/u);
      for (const [index, part] of lines.entries()) {
        extendLine(part);
        if (index < lines.length - 1) done.push(...endLine());
      }
      const { sentences, openTail } = readLine(line, isLineStart);
      const mayBeMark = /^[[(【]/u.test(openTail) && openTail.length <= longestMark;
      if (sentences.length < 2 || mayBeMark) return done;
      done.push(...take(sentences.slice(0, -1)));
      line = openTail;
      return done;
    },
    finish(isCut) {
      const isWhole = !isCut || /[.!?…]["'”»)\]】\s]*$/u.test(line);
      if (!isWhole) line = readLine(line, isLineStart).sentences.slice(0, -1).join(' ');
      return endLine();
    },
  };
}

/** `openTail` is the last sentence as far as it has come, with the white space at its end. */
function readLine(line: string, isLineStart: boolean): { readonly sentences: readonly string[]; readonly openTail: string } {
  const text = moveMarksBeforeStops(isLineStart ? withoutLineMarker(line) : line);
  const spans = joinWithinAddresses(splitSentences(text), text);
  return { sentences: spans.map(({ start, end }) => text.slice(start, end)), openTail: text.slice(spans.at(-1)?.start ?? 0) };
}

/** A question mark or full stop inside an address ends no sentence: its second half must not pass for one. */
function joinWithinAddresses(spans: readonly Span[], text: string): readonly Span[] {
  const addresses = tokenize(text).filter(({ kind }) => kind === 'address');
  if (addresses.length === 0) return spans;
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    const isCut = last !== undefined && addresses.some(({ start, end }) => start < span.start && end > span.start);
    if (isCut) joined[joined.length - 1] = { start: last.start, end: span.end };
    else joined.push(span);
  }
  return joined;
}
