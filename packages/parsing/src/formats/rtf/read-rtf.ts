import iconv from 'iconv-lite';
import { hardBreak } from '../../text/clean-text.ts';
import { encodingOfCharset, encodingOfCodePage } from './rtf-encodings.ts';
import { applyLetterWord, destinationOf, firstRtfState, type RtfState } from './rtf-state.ts';
import { rtfTokens, type RtfToken } from './rtf-tokens.ts';
import { createRtfWriter, type RtfReader, type RtfWriter } from './rtf-writer.ts';

export interface RtfFacts {
  readonly title: string | null;
  /** Names of styles by number. */
  readonly styles: ReadonlyMap<number, string>;
}

/** Deeper groups than any program writes are built to exhaust a reader. */
const maxDepth = 500;

/** What is known of the file, and where its reading is. */
interface RtfFile {
  readonly writer: RtfWriter;
  readonly encodings: Map<number, string>;
  readonly styles: Map<number, string>;
  readonly colours: string[];
  readonly colour: { red: number; green: number; blue: number };
  state: RtfState;
  readonly outer: RtfState[];
  defaultEncoding: string;
  readonly bytes: number[];
  isOptional: boolean;
  isGroupStart: boolean;
  /** Characters that are there for readers without Unicode. */
  toSkip: number;
  styleNumber: number;
}

/**
 * Reads the text of an RTF file paragraph by paragraph, and its rows.
 * @see Rich Text Format Specification 1.9.1
 * @param source the bytes as Latin-1.
 * @returns null when the groups go deeper than any program writes.
 */
export function readRtf(source: string, reader: RtfReader): RtfFacts | null {
  const colours: string[] = [];
  const file: RtfFile = {
    writer: createRtfWriter(reader, (colour) => colours[colour] === 'ffffff'),
    encodings: new Map(),
    styles: new Map(),
    colours,
    colour: { red: 0, green: 0, blue: 0 },
    state: { ...firstRtfState },
    outer: [],
    defaultEncoding: 'cp1252',
    bytes: [],
    isOptional: false,
    isGroupStart: false,
    toSkip: 0,
    styleNumber: 0,
  };
  for (const token of rtfTokens(source)) {
    readToken(file, token, reader);
    if (file.outer.length > maxDepth) return null;
  }
  flushBytes(file);
  const title = file.writer.take('title').trim();
  file.writer.end();
  return { title: title === '' ? null : title, styles: file.styles };
}

function readToken(file: RtfFile, token: RtfToken, reader: RtfReader): void {
  const shown = withoutFallback(file, token);
  if (shown === null) return;
  if (shown.type === 'byte') {
    file.bytes.push(shown.byte);
    file.isGroupStart = false;
    return;
  }
  flushBytes(file);
  if (shown.type === 'open') {
    file.outer.push({ ...file.state });
    file.isOptional = false;
  } else if (shown.type === 'close') closeGroup(file, reader);
  else if (shown.type === 'optional') file.isOptional = true;
  else if (shown.type === 'word') readWord(file, shown.word, shown.value);
  else readText(file, shown.text);
  file.isGroupStart = shown.type === 'open' || shown.type === 'optional';
}

/** A token without the characters that stand for the Unicode one before it. */
function withoutFallback(file: RtfFile, token: RtfToken): RtfToken | null {
  if (file.toSkip === 0) return token;
  if (token.type === 'byte') {
    file.toSkip -= 1;
    return null;
  }
  const skipped = token.type === 'text' ? Math.min(file.toSkip, token.text.length) : 0;
  file.toSkip = token.type === 'text' ? file.toSkip - skipped : 0;
  if (token.type !== 'text') return token;
  return token.text.length > skipped ? { type: 'text', text: token.text.slice(skipped) } : null;
}

function flushBytes({ writer, bytes, encodings, state, defaultEncoding }: RtfFile): void {
  if (bytes.length === 0) return;
  const encoding = encodings.get(state.font) ?? defaultEncoding;
  const text = iconv.decode(Buffer.from(bytes), iconv.encodingExists(encoding) ? encoding : 'cp1252');
  bytes.length = 0;
  writer.write(text, state);
}

function closeGroup(file: RtfFile, reader: RtfReader): void {
  const closed = file.state.destination;
  file.state = file.outer.pop() ?? file.state;
  if (closed === 'comment' && file.state.destination !== 'comment')
    reader.keepApart({ kind: 'comment', text: file.writer.take('comment') });
  if (closed === 'note' && file.state.destination !== 'note') file.writer.addNote(file.writer.take('note'));
  if (closed === 'styles') file.styleNumber = 0;
}

function readText(file: RtfFile, text: string): void {
  const { writer, state } = file;
  if (state.destination === 'colours') return addColours(file, text);
  writer.write(text, state);
  if (state.destination === 'styles' && text.endsWith(';')) file.styles.set(file.styleNumber, writer.take('styles').slice(0, -1).trim());
}

function addColours({ colours, colour }: RtfFile, text: string): void {
  for (const character of text) {
    if (character !== ';') continue;
    colours.push([colour.red, colour.green, colour.blue].map((part) => part.toString(16).padStart(2, '0')).join(''));
    Object.assign(colour, { red: 0, green: 0, blue: 0 });
  }
}

function readWord(file: RtfFile, word: string, value: number | null): void {
  const destination = file.isGroupStart ? destinationOf(word, file.isOptional) : null;
  const { state, writer } = file;
  file.isOptional = false;
  if (destination !== null && state.destination !== 'skip') state.destination = destination;
  if (state.destination === 'skip') return;
  if (state.destination === 'styles') file.styleNumber = word === 's' ? (value ?? 0) : file.styleNumber;
  else if (word === 'par' && state.destination !== 'text') writer.write(hardBreak, state);
  else carryOut(file, word, value);
}

function carryOut(file: RtfFile, word: string, value: number | null): void {
  const { state, writer } = file;
  const character = characterWords[word];
  const effect = fileWords.get(word) ?? (state.destination === 'text' ? paragraphWords.get(word) : undefined);
  if (character !== undefined) writer.write(character, state);
  else if (effect !== undefined) effect(file, value);
  else applyLetterWord(state, word, value);
}

const characterWords: Readonly<Record<string, string>> = {
  line: hardBreak,
  tab: '\t',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
};

type WordEffect = (file: RtfFile, value: number | null) => void;

/** Words that mean the same in every destination. */
const fileWords: ReadonlyMap<string, WordEffect> = new Map<string, WordEffect>([
  ['ansicpg', (file, value) => void (file.defaultEncoding = encodingOfCodePage(value ?? 1252))],
  ['mac', (file) => void (file.defaultEncoding = 'macintosh')],
  [
    'fcharset',
    ({ encodings, state }, value) => {
      const encoding = encodingOfCharset(value ?? 0);
      if (encoding !== undefined) encodings.set(state.font, encoding);
    },
  ],
  ['red', ({ colour }, value) => void (colour.red = value ?? 0)],
  ['green', ({ colour }, value) => void (colour.green = value ?? 0)],
  ['blue', ({ colour }, value) => void (colour.blue = value ?? 0)],
  [
    'u',
    (file, value) => {
      const unit = value ?? 0;
      file.writer.write(String.fromCharCode(unit < 0 ? unit + 65_536 : unit), file.state);
      file.toSkip = file.state.fallbackLength;
    },
  ],
]);

const endParagraph: WordEffect = ({ writer }) => writer.endParagraph();
const endCell: WordEffect = ({ writer }) => writer.endCell();
const endRow: WordEffect = ({ writer }) => writer.endRow();

/** Words about paragraphs, of the text of the document alone. */
const paragraphWords: ReadonlyMap<string, WordEffect> = new Map<string, WordEffect>([
  ['par', endParagraph],
  ['sect', endParagraph],
  ['page', endParagraph],
  ['cell', endCell],
  ['nestcell', endCell],
  ['row', endRow],
  ['nestrow', endRow],
  ['pard', ({ writer }) => writer.resetParagraph()],
  ['intbl', ({ writer }) => writer.beginTable()],
  ['s', ({ writer }, value) => writer.describe({ style: value })],
  ['outlinelevel', ({ writer }, value) => writer.describe({ outlineLevel: value })],
  ['ilvl', ({ writer }, value) => writer.describe({ listLevel: value ?? 0 })],
  ['ls', ({ writer }) => writer.beginList()],
]);
