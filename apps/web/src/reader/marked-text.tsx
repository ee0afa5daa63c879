import { useContext } from 'react';
import { useFormat, useMessages } from '../messages/language.tsx';
import { ChunkEdges, edgesWithin } from './chunk-edges.ts';
import type { Mark } from './marked-pieces.ts';
import { cutAtMarks } from './marked-pieces.ts';

interface MarkedTextProps {
  readonly text: string;
  readonly range: { readonly start: number; readonly end: number };
  readonly marks: readonly Mark[];
}

/** A stretch of the document's text with the cited passages marked, and the edges of passages where they are shown. */
export function MarkedText({ text, range, marks }: MarkedTextProps) {
  const edges = edgesWithin(useContext(ChunkEdges), range);
  if (edges.length === 0) return <MarkedPieces text={text} range={range} marks={marks} />;
  const starts = [...new Set([range.start, ...edges.map(({ at }) => at)])];
  return starts.map((start, index) => (
    <span key={start}>
      {edges
        .filter(({ at }) => at === start)
        .map((edge) => (
          <ChunkEdgeLine key={edge.number} number={edge.number} />
        ))}
      <MarkedPieces text={text} range={{ start, end: starts[index + 1] ?? range.end }} marks={marks} />
    </span>
  ));
}

function MarkedPieces({ text, range, marks }: MarkedTextProps) {
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

function ChunkEdgeLine({ number }: { readonly number: number }) {
  const messages = useMessages();
  const format = useFormat();
  const shown = format.number(number);
  return (
    <span className="chunk-edge" data-chunk={number}>
      <span className="sr-only">{messages.reading.passage(shown)}</span>
      <span aria-hidden>{shown}</span>
    </span>
  );
}
