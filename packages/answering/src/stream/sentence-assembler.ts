import { splitSentences } from '@carrel/core';
import { toPlainText, withoutLineMarker } from '../text/plain-text.ts';
import { moveMarksBeforeStops, takeCitationMarks } from './citation-marks.ts';

/** A sentence that the model has finished, without Markdown and marks. Not checked yet. */
export interface DraftSentence {
  readonly text: string;
  /** Numbers of the passages that the model cited for it, as it wrote them. */
  readonly citedNumbers: readonly number[];
  /** It begins a line of the model's output. */
  readonly startsLine: boolean;
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

  function take(texts: readonly string[]): readonly DraftSentence[] {
    return texts.flatMap((text) => {
      const sentence = draftOf(text, isLineStart);
      if (sentence.text === '') return [];
      isLineStart = false;
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
        line += part;
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
  const spans = splitSentences(text);
  return { sentences: spans.map(({ start, end }) => text.slice(start, end)), openTail: text.slice(spans.at(-1)?.start ?? 0) };
}

function draftOf(raw: string, startsLine: boolean): DraftSentence {
  const { text: unmarked, numbers } = takeCitationMarks(raw);
  const { text, linksRemoved, imagesRemoved } = toPlainText(unmarked);
  return { text, citedNumbers: numbers, startsLine, linksRemoved, imagesRemoved };
}
