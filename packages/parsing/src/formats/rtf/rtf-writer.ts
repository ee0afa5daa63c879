import type { KeptApart } from '@carrel/core';
import type { RtfDestination, RtfState } from './rtf-state.ts';

export interface RtfParagraph {
  readonly text: string;
  readonly style: number | null;
  /** From 0; null: body text. */
  readonly outlineLevel: number | null;
  readonly listLevel: number | null;
  /** The bullet or number that the file has for readers that cannot count. */
  readonly marker: string;
}

/** What is read of an RTF file, in its order. */
export interface RtfReader {
  paragraph(paragraph: RtfParagraph): void;
  row(cells: readonly string[]): void;
  keepApart(hidden: KeptApart): void;
}

type ParagraphFacts = Pick<RtfParagraph, 'style' | 'outlineLevel' | 'listLevel'>;
const noFacts: ParagraphFacts = { style: null, outlineLevel: null, listLevel: null };

/** Half points: letters of two points are too small to read. */
const maxTinyHalfPoints = 4;

/** Gathers text until its paragraph, cell or row ends; what nobody sees goes apart. */
export interface RtfWriter {
  write(text: string, state: RtfState): void;
  /** The text of a destination so far, which is then empty. */
  take(destination: RtfDestination): string;
  /** Properties of the paragraph that is being written. */
  describe(facts: Partial<ParagraphFacts>): void;
  /** The paragraph is an item of a list, of whichever level was said. */
  beginList(): void;
  beginTable(): void;
  resetParagraph(): void;
  endParagraph(): void;
  endCell(): void;
  endRow(): void;
  addNote(text: string): void;
  /** Ends whatever was begun. */
  end(): void;
}

export function createRtfWriter(reader: RtfReader, isWhite: (colour: number) => boolean): RtfWriter {
  const texts = new Map<RtfDestination, string>();
  const notes: string[] = [];
  let hidden: { readonly kind: KeptApart['kind']; readonly text: string } | null = null;
  let facts = noFacts;
  let isInTable = false;
  let cells: string[] = [];
  let cell: string[] = [];

  const flushHidden = () => {
    if (hidden !== null) reader.keepApart(hidden);
    hidden = null;
  };
  const write: RtfWriter['write'] = (text, state) => {
    if (state.destination === 'skip') return;
    const kind = unseenKind(state, isWhite(state.colour) && !isInTable);
    if (kind !== null) {
      const before = hidden?.kind === kind ? hidden.text : '';
      if (before === '') flushHidden();
      hidden = { kind, text: before + text };
      return;
    }
    if (state.destination === 'text' && text.trim() !== '') flushHidden();
    texts.set(state.destination, (texts.get(state.destination) ?? '') + text);
  };
  const take: RtfWriter['take'] = (destination) => {
    const text = texts.get(destination) ?? '';
    texts.delete(destination);
    return text;
  };
  const endParagraph = () => {
    flushHidden();
    const [text, marker] = [take('text'), take('marker').trim()];
    if (isInTable) {
      cell.push(text);
      return;
    }
    if (text.trim() !== '') reader.paragraph({ text, marker, ...facts });
    for (const note of notes.splice(0)) reader.paragraph({ text: note, marker: '', ...noFacts });
  };
  const endCell = () => {
    isInTable = true;
    endParagraph();
    cells.push(cell.filter((text) => text.trim() !== '').join(' '));
    cell = [];
  };
  const endRow = () => {
    if (cells.length > 0) reader.row(cells);
    cells = [];
    isInTable = false;
  };

  return {
    write,
    take,
    describe: (some) => {
      facts = { ...facts, ...some };
    },
    beginList: () => {
      facts = { ...facts, listLevel: facts.listLevel ?? 0 };
    },
    beginTable: () => {
      isInTable = true;
    },
    resetParagraph: () => {
      facts = noFacts;
      isInTable = false;
    },
    endParagraph,
    endCell,
    endRow,
    addNote: (text) => void notes.push(text),
    end: () => {
      endRow();
      endParagraph();
    },
  };
}

function unseenKind({ destination, isDeleted, isHidden, isShaded, size }: RtfState, isWhiteOnPaper: boolean): KeptApart['kind'] | null {
  if (destination !== 'text') return null;
  if (isDeleted) return 'deleted';
  if (isHidden) return 'hidden';
  if (size <= maxTinyHalfPoints) return 'tiny';
  return isWhiteOnPaper && !isShaded ? 'white' : null;
}
