/** Where the text of a group goes. */
export type RtfDestination = 'text' | 'skip' | 'fonts' | 'colours' | 'styles' | 'title' | 'marker' | 'comment' | 'note';

/** What the innermost group says of its text; a group begins with what is around it. */
export interface RtfState {
  destination: RtfDestination;
  /** Characters that follow `\u` for readers that do not know it. */
  fallbackLength: number;
  font: number;
  isHidden: boolean;
  isDeleted: boolean;
  /** Half points. */
  size: number;
  colour: number;
  /** Whether something is painted behind the text, or may be. */
  isShaded: boolean;
}

export const firstRtfState: RtfState = {
  destination: 'text',
  fallbackLength: 1,
  font: 0,
  isHidden: false,
  isDeleted: false,
  size: 24,
  colour: 0,
  isShaded: false,
};

/** Groups that begin with these words hold no text of the document, or say the same once more. */
const skipped = new Set(
  (
    'pict object objdata themedata colorschememapping datastore latentstyles listtable listoverridetable rsidtbl generator ' +
    'header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc aftnsep aftnsepc fldinst bkmkstart bkmkend ' +
    'atnid atnauthor atntime atndate atnref atrfstart atrfend xe tc rxe shprslt nonshppict shppict pn pntxta pntxtb private ' +
    'author operator company subject keywords doccomm creatim revtim printim comment userprops sp sn sv filetbl revtbl ud mmathPr ' +
    'xmlnstbl pgptbl template passwordhash'
  ).split(' '),
);

const destinations: ReadonlyMap<string, RtfDestination> = new Map<string, RtfDestination>([
  ['fonttbl', 'fonts'],
  ['colortbl', 'colours'],
  ['stylesheet', 'styles'],
  ['title', 'title'],
  ['pntext', 'marker'],
  ['listtext', 'marker'],
  ['annotation', 'comment'],
  ['footnote', 'note'],
]);
/** Destinations marked as optional of which the text is read. */
const knownOptional = new Set(['shpinst', 'annotation', 'listtext', 'pntext']);

/** Which destination a group has whose first word is this; null: the word is none. */
export function destinationOf(word: string, isOptional: boolean): RtfDestination | null {
  if (skipped.has(word)) return 'skip';
  const known = destinations.get(word);
  if (known !== undefined) return known;
  return isOptional && !knownOptional.has(word) ? 'skip' : null;
}

type LetterEffect = (state: RtfState, value: number | null) => void;

const shade: LetterEffect = (state, value) => void (state.isShaded = (value ?? 0) !== 0);
const letterWords: ReadonlyMap<string, LetterEffect> = new Map<string, LetterEffect>([
  ['v', (state, value) => void (state.isHidden = value !== 0)],
  ['deleted', (state, value) => void (state.isDeleted = value !== 0)],
  ['f', (state, value) => void (state.font = value ?? 0)],
  ['fs', (state, value) => void (state.size = value ?? firstRtfState.size)],
  ['cf', (state, value) => void (state.colour = value ?? 0)],
  ['uc', (state, value) => void (state.fallbackLength = Math.max(0, value ?? 1))],
  ['cb', shade],
  ['chcbpat', shade],
  ['cbpat', shade],
  ['highlight', shade],
  [
    'plain',
    (state) => void Object.assign(state, { ...firstRtfState, destination: state.destination, fallbackLength: state.fallbackLength }),
  ],
]);

/** Changes the state by a word about letters; others change nothing. */
export function applyLetterWord(state: RtfState, word: string, value: number | null): void {
  letterWords.get(word)?.(state, value);
}
