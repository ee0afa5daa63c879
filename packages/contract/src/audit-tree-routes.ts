import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';
import { answerRecordSchema, exportAuditTableQuerySchema } from './schemas/answer-record.ts';
import { listSightingsQuerySchema, sightingSchema } from './schemas/audit.ts';
import { pageOf } from './schemas/common.ts';
import {
  answerReceiptViewSchema,
  consistencyProofSchema,
  consistencyQuerySchema,
  inclusionProofSchema,
  logHealthSchema,
  publishedLogSchema,
} from './schemas/audit-tree.ts';

/**
 * The log as a verifier reads it: signed checkpoints, tiles and entry bundles in the layout of C2SP tlog-tiles under
 * `/api/v1/audit/logs/YEAR/`, and proofs. Hashes and checkpoints are for everybody who is signed in; entries are for those
 * who may read the log.
 */
export const auditTreeRoutes = {
  getNewestCheckpoint: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/checkpoint',
    tag: 'Audit',
    summary: 'The newest signed checkpoint of the log (C2SP tlog-checkpoint)',
    access: signedIn(null),
    format: 'text',
    response: z.string(),
  }),
  getLogHealth: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/health',
    tag: 'Audit',
    summary: 'Size of the log, its newest checkpoint, its journal, and what the witnesses say',
    access: signedIn('audit:read', 'compliance', 'admin'),
    response: logHealthSchema,
  }),
  listPublishedLogs: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/logs',
    tag: 'Audit',
    summary: 'The years of the log, each with the key that signs it',
    access: signedIn(null),
    response: z.object({ items: z.array(publishedLogSchema) }),
  }),
  getCheckpoint: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/logs/:shard/checkpoint',
    tag: 'Audit',
    summary: 'The newest signed checkpoint of a year',
    access: signedIn(null),
    format: 'text',
    response: z.string(),
  }),
  getLogKeys: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/logs/:shard/keys.txt',
    tag: 'Audit',
    summary: 'The key that signs a year, as C2SP signed-note writes it',
    access: signedIn(null),
    format: 'text',
    response: z.string(),
  }),
  getTile: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/logs/:shard/tile/*path',
    tag: 'Audit',
    summary: 'A tile of hashes (`LEVEL/INDEX`), or for those who may read the log a bundle of entries (`entries/INDEX`)',
    access: signedIn(null),
    format: 'binary',
    response: z.any(),
  }),
  proveInclusion: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/events/:id/proof',
    tag: 'Audit',
    summary: 'Proof that an event is in the log that the newest checkpoint signs; a person may ask about their own events',
    access: signedIn(null),
    response: inclusionProofSchema,
  }),
  getAnswerReceipt: defineRoute({
    method: 'GET',
    path: '/api/v1/answers/:id/receipt',
    tag: 'Audit',
    summary: 'The record of one’s own answer, to be kept: it verifies without Carrel, and shows later whether the log says the same',
    access: signedIn('ask'),
    response: answerReceiptViewSchema,
  }),
  listSightings: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/documents/:id/sightings',
    tag: 'Audit',
    summary: 'Who has seen a document, in which version, and which answers used it; newest first',
    access: signedIn('audit:read', 'compliance'),
    query: listSightingsQuerySchema,
    response: pageOf(sightingSchema),
  }),
  getAnswerRecord: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/answers/:id',
    tag: 'Audit',
    summary: 'All that the log has of one answer: passages, model, times and events, without anybody’s words',
    access: signedIn('audit:read', 'compliance'),
    response: answerRecordSchema,
  }),
  exportAuditTable: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/table.csv',
    tag: 'Audit',
    summary: 'The log as a table for a spreadsheet (RFC 4180), one line an event; the export itself is on record',
    access: signedIn('audit:read', 'compliance'),
    format: 'text',
    query: exportAuditTableQuerySchema,
    response: z.string(),
  }),
  proveConsistency: defineRoute({
    method: 'GET',
    path: '/api/v1/audit/logs/:shard/consistency',
    tag: 'Audit',
    summary: 'Proof that the log of one size begins with the log of a smaller size',
    access: signedIn(null),
    query: consistencyQuerySchema,
    response: consistencyProofSchema,
  }),
};
