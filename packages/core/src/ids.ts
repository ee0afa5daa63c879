import { z } from 'zod';

/**
 * Every id is an opaque string with a prefix that names its kind (`doc_…`), so that an id pasted into the wrong place is
 * refused by its schema and recognised by a person. The random part is a version 4 UUID without dashes: ids that leave
 * Carrel must not tell when something was created.
 */
const prefixedId = <Prefix extends string, Brand extends string>(prefix: Prefix, _brand: Brand) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`), `expected an id of the form ${prefix}_ and 32 hexadecimal digits`)
    .brand<Brand>();

export const collectionIdSchema = prefixedId('col', 'CollectionId');
export const documentIdSchema = prefixedId('doc', 'DocumentId');
export const versionIdSchema = prefixedId('dv', 'VersionId');
export const chunkIdSchema = prefixedId('chk', 'ChunkId');
export const policyIdSchema = prefixedId('pol', 'PolicyId');
export const sourceIdSchema = prefixedId('src', 'SourceId');
export const groupIdSchema = prefixedId('grp', 'GroupId');
export const userIdSchema = prefixedId('usr', 'UserId');
export const apiKeyIdSchema = prefixedId('key', 'ApiKeyId');
export const conversationIdSchema = prefixedId('conv', 'ConversationId');
export const answerIdSchema = prefixedId('ans', 'AnswerId');
/** UUIDv7 with dashes: audit events are ordered by time, and only people who may read the log see their ids. */
export const auditEventIdSchema = z.uuid().brand<'AuditEventId'>();
/** Lower-case hexadecimal SHA-256, 64 digits. */
export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 digest: 64 hexadecimal digits')
  .brand<'Sha256'>();

export type CollectionId = z.infer<typeof collectionIdSchema>;
export type DocumentId = z.infer<typeof documentIdSchema>;
export type VersionId = z.infer<typeof versionIdSchema>;
export type ChunkId = z.infer<typeof chunkIdSchema>;
export type PolicyId = z.infer<typeof policyIdSchema>;
export type SourceId = z.infer<typeof sourceIdSchema>;
export type GroupId = z.infer<typeof groupIdSchema>;
export type UserId = z.infer<typeof userIdSchema>;
export type ApiKeyId = z.infer<typeof apiKeyIdSchema>;
export type ConversationId = z.infer<typeof conversationIdSchema>;
export type AnswerId = z.infer<typeof answerIdSchema>;
export type AuditEventId = z.infer<typeof auditEventIdSchema>;
export type Sha256 = z.infer<typeof sha256Schema>;

/** Makes ids. A dependency, so that tests can make them predictable. */
export interface IdSource {
  collectionId(): CollectionId;
  documentId(): DocumentId;
  versionId(): VersionId;
  policyId(): PolicyId;
  groupId(): GroupId;
  sourceId(): SourceId;
  userId(): UserId;
  apiKeyId(): ApiKeyId;
  conversationId(): ConversationId;
  answerId(): AnswerId;
  /** Of an index: also the name of its folder. */
  indexId(): string;
  auditEventId(): AuditEventId;
}

/**
 * @param random128 returns 16 random bytes (a cryptographic source outside tests).
 * @param nowMs returns the Unix time in milliseconds; only the time-ordered audit event ids use it.
 */
export function createIdSource(random128: () => Uint8Array, nowMs: () => number): IdSource {
  const hex = () => Array.from(uuidBytes(random128(), 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const make =
    <Id>(prefix: string, schema: { parse(value: unknown): Id }) =>
    () =>
      schema.parse(`${prefix}_${hex()}`);
  return {
    collectionId: make('col', collectionIdSchema),
    documentId: make('doc', documentIdSchema),
    versionId: make('dv', versionIdSchema),
    policyId: make('pol', policyIdSchema),
    groupId: make('grp', groupIdSchema),
    sourceId: make('src', sourceIdSchema),
    userId: make('usr', userIdSchema),
    apiKeyId: make('key', apiKeyIdSchema),
    conversationId: make('conv', conversationIdSchema),
    answerId: make('ans', answerIdSchema),
    indexId: () => `idx_${hex()}`,
    auditEventId: () => auditEventIdSchema.parse(uuidV7(random128(), nowMs())),
  };
}

/** Sets the version and variant bits (RFC 9562 §4). */
function uuidBytes(random: Uint8Array, version: 4 | 7): Uint8Array {
  const bytes = Uint8Array.from(random.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

/** RFC 9562 §5.7: 48 bits of Unix milliseconds, then random bits. */
function uuidV7(random: Uint8Array, unixMs: number): string {
  const bytes = uuidBytes(random, 7);
  let rest = unixMs;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
