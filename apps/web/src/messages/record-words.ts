import type { RecordProblem } from '../record/check-record.ts';

const problems: Readonly<Record<RecordProblem, string>> = {
  'not-in-log': 'This entry is not in the log that the checkpoint signs.',
  'not-signed': 'The checkpoint is not signed by the key of the log.',
  'other-answer': 'The record is about another answer than this one.',
  'other-text': 'What stands here is not what was recorded.',
};

/** Words of checking a record, in English. */
export const recordWords = {
  check: 'Verify',
  checking: 'Verifying …',
  failed: 'The record could not be fetched',
  inLog: (seq: string, size: string) => `Entry ${seq} is in the log: its hash is covered by a checkpoint over ${size} entries.`,
  signed: 'The checkpoint is signed by',
  sameTexts: 'Question and answer are, word for word, those on record.',
  textsWithheld: 'The text of the answer was not compared: you may no longer read one of its documents.',
  first: 'This browser sees the log for the first time. From now on it notices when something in it is changed or taken out.',
  grown: (time: string, size: string) => `Since this browser last looked (${time}, ${size} entries) the log has only grown.`,
  rewritten: (time: string, size: string) =>
    `The log is not the one that this browser saw on ${time}: one of its first ${size} entries was changed or taken out.`,
  otherKey: (time: string) => `The log is signed with another key than on ${time}.`,
  whatToDo: 'Keep the receipt, and show this to whoever is responsible for compliance.',
  limits: 'Checked by this browser, with a program that came from this Carrel. The receipt can be checked without Carrel, on any machine.',
  notHere:
    'This browser cannot check signatures here: it must know Ed25519, and the page must come over https. Keep the receipt: it can be checked on any machine.',
  problems,
};

export type RecordWords = typeof recordWords;
