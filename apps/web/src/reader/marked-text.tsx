import type { Mark } from './marked-pieces.ts';
import { cutAtMarks } from './marked-pieces.ts';

interface MarkedTextProps {
  readonly text: string;
  readonly range: { readonly start: number; readonly end: number };
  readonly marks: readonly Mark[];
}

/** A stretch of the document's text with the cited passages marked. */
export function MarkedText({ text, range, marks }: MarkedTextProps) {
  return cutAtMarks(text, range, marks).map((piece) =>
    piece.mark === null ? (
      piece.text
    ) : (
      <mark key={piece.start} data-current={piece.mark === 'current'}>
        {piece.text}
      </mark>
    ),
  );
}
