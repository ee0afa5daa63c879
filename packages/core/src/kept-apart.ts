import type { Location } from './location.ts';

/**
 * Why a reader of the document does not see a text: it is set to hidden (by the format, a style sheet or a script's marks);
 * deleted with changes tracked; a comment; of the paper's colour; too small to read; outside of the page; drawn without
 * being painted; in a hidden row or column. Hidden sheets and slides are not among them: they are read as parts of the
 * document, under a heading that says so.
 */
export const keptApartKinds = [
  'hidden',
  'deleted',
  'comment',
  'white',
  'tiny',
  'off-page',
  'invisible',
  'hidden-row',
  'hidden-column',
] as const;
export type KeptApartKind = (typeof keptApartKinds)[number];

/**
 * A text that the file holds and its reader does not see. It is no part of the document's text: it is not embedded,
 * searched or prompted, for this is where instructions to a language model are hidden. A curator sees it.
 */
export interface KeptApart {
  readonly kind: KeptApartKind;
  readonly text: string;
  /** 1-based; only in formats that have pages. */
  readonly page?: number;
  /** Only in formats that have slides or rows. */
  readonly location?: Location;
}
