/** `tampering`: the log cannot have come about honestly. `incomplete`: something is not there yet. `notice`: explained by the log itself. */
export type Severity = 'tampering' | 'incomplete' | 'notice';

/** Every kind of finding. The names are stable: scripts and officers rely on them. */
export const findingSeverities = {
  /** The bytes of a leaf do not have the hash that is stored with them. */
  'edited-leaf': 'tampering',
  /** A leaf does not name the hash of the one before it. */
  'broken-chain': 'tampering',
  'missing-leaf': 'tampering',
  /** A leaf stands at another place than its own number says. */
  'moved-leaf': 'tampering',
  'duplicate-leaf': 'tampering',
  /** Two different leaves claim the same place. */
  'inserted-leaf': 'tampering',
  /** Two leaves at different places are about the same event. */
  'repeated-id': 'tampering',
  /** A shard has fewer entries than the store says. */
  'truncated-tail': 'tampering',
  'missing-shard': 'tampering',
  /** A shard does not begin with `log.opened`, or does not go on from the end of the one before. */
  'broken-shard-link': 'tampering',
  /** A leaf says that it belongs to another log or year. */
  'wrong-log': 'tampering',
  /** A leaf is not of the schema `carrel-audit/1`. */
  'invalid-leaf': 'tampering',
  /** A leaf is not in canonical form (RFC 8785). */
  'not-canonical': 'tampering',
  /** The columns for searching say something else than the leaf. */
  'column-mismatch': 'tampering',
  /** Within one run of a process, a later event has an earlier time. */
  'time-back': 'tampering',
  /** A sealed field is gone, and no erasure before explains it. */
  'sealed-missing': 'tampering',
  /** A sealed field is not the one that the leaf names. */
  'sealed-changed': 'tampering',
  /** There is a sealed field that the leaf does not know. */
  'sealed-unknown': 'tampering',
  /** A key that was disclosed for a sealed field is not the one that the leaf commits to. */
  'sealed-other-key': 'tampering',
  /** Something was erased that nobody had asked for and approved before. */
  'erasure-unfounded': 'tampering',
  /** A table that was exported says something else than the log. */
  'csv-mismatch': 'tampering',
  'second-terminal': 'tampering',
  'terminal-without-intent': 'tampering',
  /** An accepted question has no terminal record, though it should have one by now. */
  'intent-not-closed': 'tampering',
  'receipt-missing': 'tampering',
  /** The log says something else than a receipt that it once gave. */
  'receipt-mismatch': 'tampering',
  /** A checkpoint cannot be read, or is of another log. */
  'invalid-checkpoint': 'tampering',
  /** A signature of the log's key on a checkpoint is wrong. */
  'bad-signature': 'tampering',
  /** A checkpoint is not signed by a key that is trusted. */
  'unknown-key': 'tampering',
  /** A trusted key has signed a checkpoint outside of the range of sizes in which it holds. */
  'key-out-of-range': 'tampering',
  /** A checkpoint that no quorum of the policy's witnesses has cosigned is cosigned by strangers. */
  'unknown-witness': 'tampering',
  /** A checkpoint has another root than the entries give. */
  'root-mismatch': 'tampering',
  /** Two roots were signed for one size. */
  'two-roots': 'tampering',
  /** A checkpoint covers more entries than there are. */
  'checkpoint-ahead': 'tampering',
  /** A tile says something else than the entries. */
  'tile-mismatch': 'tampering',
  /** A file of a bundle is not the one that its manifest names. */
  'bundle-changed': 'tampering',
  /** A tile that a checkpoint needs is not there. */
  'tile-missing': 'incomplete',
  /** A shard has entries but no checkpoint. */
  'checkpoint-missing': 'incomplete',
  /** No checkpoint of a shard has the cosignatures that the policy wants. */
  'witness-missing': 'incomplete',
  /** An accepted question is still being answered. */
  'intent-open': 'incomplete',
  /** A draft waits longer than a sequencer that works would let it. */
  'stuck-draft': 'incomplete',
  /** The sequencer ran, but did not say so for a while. */
  'heartbeat-gap': 'incomplete',
  'empty-log': 'incomplete',
  /** After a restore without a whole journal, entries may be lost, as the log itself says. */
  discontinuity: 'incomplete',
  /** A sealed field was erased; the log says when. */
  erased: 'notice',
} as const satisfies Readonly<Record<string, Severity>>;
export type FindingCode = keyof typeof findingSeverities;

/** Where something was found; null where it does not apply. */
export interface FindingPlace {
  readonly shard: number | null;
  readonly seq: number | null;
  readonly eventId: string | null;
}

export interface Finding extends FindingPlace {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** For people: what was expected and what was found. */
  readonly message: string;
}
