export { chunkDocument } from './chunk-document.ts';
export { chunkerVersion } from './chunk-id.ts';
export type { ChunkingOptions } from './group-segments.ts';
export { maxSegmentChars, planSegments } from './plan-segments.ts';
export type { Segment } from './segment.ts';
export { splitOversizedChunks } from './split-oversized-chunks.ts';
