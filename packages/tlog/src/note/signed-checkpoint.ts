import { parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { parseNote, type SignedNote } from './signed-note.ts';

/** A checkpoint with the note that it was signed in. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: SignedNote;
}

/** Null when it is no signed note, or its text is no checkpoint. Says nothing about whether the signatures are right. */
export function parseSignedCheckpoint(text: string): SignedCheckpoint | null {
  const note = parseNote(text);
  const checkpoint = note === null ? null : parseCheckpoint(note.text);
  return note === null || checkpoint === null ? null : { ...checkpoint, note };
}
