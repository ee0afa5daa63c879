export { createRetrieval, type Retrieval, type RetrievalDeps, type RetrievalOptions } from './create-retrieval.ts';
export { fuseScores, type ScoredChunk } from './fuse-scores.ts';
export type { ModeFallback, PassageSignals, RetrievalRecord, RetrievalRequest, RetrievalResult } from './retrieval-request.ts';
