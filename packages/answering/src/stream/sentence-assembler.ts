import { type Span, splitSentences, textOfSpan } from '@carrel/core';
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
    const { text, spans } = readLine(line, isLineStart);
    const sentences = take(spans.map((span) => textOfSpan(text, span)));
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
      const { text, spans } = readLine(line, isLineStart);
      const whole = countWhole(text, spans);
      if (whole === 0) return done;
      done.push(...take(spans.slice(0, whole).map((span) => textOfSpan(text, span))));
      line = text.slice(spans[whole]?.start);
      return done;
    },
    finish(isCut) {
      const isWhole = !isCut || /[.!?…]["'”»)\]】\s]*$/u.test(line);
      const { text, spans } = readLine(line, isLineStart);
      if (!isWhole) line = text.slice(0, spans.at(-1)?.start ?? 0);
      return endLine();
    },
  };
}

interface ReadLine {
  readonly text: string;
  readonly spans: readonly Span[];
}

function readLine(line: string, isLineStart: boolean): ReadLine {
  const text = moveMarksBeforeStops(isLineStart ? withoutLineMarker(line) : line);
  return { text, spans: joinWithinAddresses(splitSentences(text), text) };
}

/** A link, image or tag that has begun and may go on with the next piece. */
const openAtEnd = /!?\[[^\]\n]{0,300}(?:\](?:\([^)\n]{0,1000})?)?$|<[a-z/][^>\n]{0,500}$/iu;

/** How many of the sentences, from the first, nothing that comes can change: never the last, and none that something open reaches into. */
function countWhole(text: string, spans: readonly Span[]): number {
  const last = spans.at(-1);
  if (last === undefined) return 0;
  const tail = text.slice(last.start);
  const mayBeMark = /^[[(【]/u.test(tail) && tail.length <= longestMark;
  const openFrom = openAtEnd.exec(text)?.index ?? text.length;
  const closed = spans.filter(({ end }) => end <= openFrom).length;
  return Math.max(0, Math.min(spans.length - (mayBeMark ? 2 : 1), closed));
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
