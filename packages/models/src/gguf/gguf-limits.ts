/** Above these, a file is refused before any native code sees it: files that are built to do harm live there. */
export const ggufLimits = {
  metadataEntries: 65_536,
  tensors: 65_536,
  stringBytes: 1024 * 1024,
  /** Elements of one array: the largest vocabularies in use have about 300,000 tokens, and as many merges. */
  arrayElements: 16 * 1024 * 1024,
  tensorNameBytes: 63,
  tensorDimensions: 4,
  /** The largest headers in use have 30 MB; as much is read into memory at once. */
  headerBytes: 128 * 1024 * 1024,
} as const;
