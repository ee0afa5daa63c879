export { auditEventTypes, isTerminalType, type AuditEventType } from './catalogue/event-types.ts';
export type { AuditOutcome, AuditReason } from './catalogue/outcomes.ts';
export { anonymousActor, type AnonymousActor, type AuditActor, type AuditEvent } from './events/audit-event.ts';
export type {
  AnswerFacts,
  AuthorisationFacts,
  ContextPassage,
  EmbeddingFacts,
  GuardCode,
  ModelFacts,
  RetrievalFacts,
} from './events/asking-events.ts';
export { leafSchema, type Leaf } from './leaf/leaf-schema.ts';
export { createFileKeyring } from './sealing/file-keyring.ts';
export type { Keyring } from './sealing/keyring.ts';
export { unsealEvent, type UnsealedField } from './sealing/unseal-event.ts';
export { createAuditTrail, type AuditTrail } from './trail/create-audit-trail.ts';
export type { AuditReceipt } from './trail/audit-receipt.ts';
export { createSequencerClient, type SequencerHealth } from './trail/sequencer-client.ts';
export type { SequencerHint } from './trail/sequencer-port.ts';
export { createSequencer, type Sequencer } from './sequencer/create-sequencer.ts';
export type { SequencerState } from './sequencer/sequencer-state.ts';
export { createLeaseHolder } from './sequencer/lease-holder.ts';
export { createPublisher, type Publisher, type PublisherState } from './tree/create-publisher.ts';
export { tileSource } from './tree/open-shard-tree.ts';
export { createLogFiles, type LogFiles } from './tree/log-files.ts';
export { createFileLogSigner, type LogSigner } from './tree/log-signer.ts';
export { createJournalSink, type JournalMode, type JournalSink, type JournalState } from './journal/create-journal-sink.ts';
export { openJournal, type Journal } from './journal/open-journal.ts';
export { readJournal } from './journal/journal-segments.ts';
export type { JournalEntry } from './journal/journal-frame.ts';
export { inspectJournal, replayJournal, type ReplayReport } from './journal/replay-journal.ts';
export { answerReceiptSchema, checkAnswerReceipt, parseAnswerReceipt, type AnswerReceipt } from './receipt/answer-receipt.ts';
export { discloseFields } from './receipt/disclose-fields.ts';
export { createReaper } from './sequencer/create-reaper.ts';
export { executeErasure, type ApprovedErasure } from './erasure/execute-erasure.ts';
export { removeGivenUpBlobs } from './erasure/remove-given-up-blobs.ts';
export { createWitnessRelay, type WitnessRelay } from './witness/create-witness-relay.ts';
export type { PostToWitness } from './witness/request-cosignature.ts';
export { readOrMakeSecret } from './sealing/secret-file.ts';
export { readRawLog } from './export/read-raw-log.ts';
export { openFolderLog } from './export/folder-log.ts';
export { csvHeader, csvLine } from './export/csv-line.ts';
export { readLeafLines } from './export/read-leaf-lines.ts';
export type { RawLogItem } from './export/raw-log.ts';
export { discloseField, parseDisclosure, type Disclosure } from './sealing/disclosure.ts';
export { parseReceipt } from './trail/parse-receipt.ts';
export { readTiledLog, type TiledLog } from './export/read-tiled-log.ts';
export { parseExportLine, toExportLine, type ExportLine } from './export/export-line.ts';
export { verifyLog, type VerifyOptions } from './verify/verify-log.ts';
export type { VerificationReport } from './verify/report.ts';
export type { Finding } from './verify/finding.ts';
