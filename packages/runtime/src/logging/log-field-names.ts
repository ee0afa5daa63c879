/**
 * Every field that a log entry may have: ids, counts, codes, durations, hashes, places of the installation. Never document,
 * question or answer text, nor titles, file names and paths of documents. What is not in this list is left out of the
 * entry and named in `droppedFields`; a test compares the list with the calls in the sources.
 */
export const logFieldNames = [
  'actorRef', 'address', 'answerId', 'attempt', 'backoffMs', 'batchSize', 'blobSha256', 'bytes', 'cause', 'channel', 'charCount', 'check',
  'child', 'childPid', 'chunkCount', 'chunks', 'code', 'collectionId', 'config', 'contextTokens', 'conversationId', 'count', 'dataDir',
  'decision', 'dimensions', 'documentCount', 'documentId', 'durationMs', 'embeddingId', 'embeddingModel', 'engine', 'event', 'eventId',
  'eventType', 'exitCode', 'expected', 'failed', 'failures', 'firstTokenMs', 'format', 'found', 'generation', 'host', 'index', 'isRetryable', 'job',
  'kind', 'languageModel', 'lastExit', 'leaseEpoch', 'limit', 'mediaType', 'method', 'mode', 'model', 'modelId', 'name', 'outcome', 'pageCount',
  'pages', 'passageCount', 'pendingCount', 'phase', 'pid', 'policyId', 'port', 'process', 'promptTokens', 'completionTokens', 'questionChars',
  'queueDepth', 'reason', 'rebuilt', 'removed', 'remoteHost', 'requestId', 'restarts', 'retryAfterMs', 'route', 'rowCount', 'rows', 'sentenceCount', 'seq', 'shard',
  'sha256', 'signal', 'size', 'sizeBytes', 'socketPath', 'stage', 'startMs', 'state', 'status', 'step', 'threads', 'timeoutMs', 'tokens',
  'totalMs', 'url', 'userId', 'variable', 'version', 'versionId', 'waitMs', 'worker',
] as const;
