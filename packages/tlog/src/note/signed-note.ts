import { concatBytes, equalBytes, fromBase64, toBase64 } from '../hash/bytes.ts';
import { isKeyName, type VerifierKey } from './key.ts';

/** A signature line: who says to have signed, and what follows the key id. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text with signatures (C2SP signed-note). */
export interface SignedNote {
  /** Ends with a line feed; it is what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const maxNoteChars = 1_000_000;
const maxSignatures = 100;
const linePrefix = '— ';

/** @throws TypeError when the text does not end with a line feed, or has control characters. */
export function formatNote({ text, signatures }: SignedNote): string {
  if (!isNoteText(text)) throw new TypeError('expected a text that ends with a line feed and has no control characters');
  return `${text}\n${signatures.map(formatSignature).join('')}`;
}

export function formatSignature({ name, keyId, signature }: NoteSignature): string {
  return `${linePrefix}${name} ${toBase64(concatBytes(keyId, signature))}\n`;
}

/** Null when it is no signed note. Says nothing about whether the signatures are right: `verifyNote` does. */
export function parseNote(note: string): SignedNote | null {
  if (note.length > maxNoteChars) return null;
  // The signatures are behind the last empty line: a text may have empty lines of its own.
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return null;
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  if (!isNoteText(text) || lines.length > maxSignatures) return null;
  const signatures = lines.map(parseSignature);
  return signatures.every((one) => one !== null) ? { text, signatures } : null;
}

function parseSignature(line: string): NoteSignature | null {
  const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes === null || bytes.length < 5) return null;
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** Those of the signatures that say to be of this key. */
export function signaturesOf(note: SignedNote, key: VerifierKey): readonly NoteSignature[] {
  return note.signatures.filter(({ name, keyId }) => name === key.name && equalBytes(keyId, key.id));
}

function isNoteText(text: string): boolean {
  if (!text.endsWith('\n') || !text.isWellFormed()) return false;
  return !Array.from(text).some((character) => character < ' ' && character !== '\n');
}
