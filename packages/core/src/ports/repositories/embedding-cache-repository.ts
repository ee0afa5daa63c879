/** Vectors by (SHA-256 of the embedded text, model): a rebuild of the index costs no embedding. */
export interface EmbeddingCacheRepository {
  find(modelId: string, textSha256: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  put(modelId: string, entries: readonly { readonly textSha256: string; readonly vector: Float32Array }[]): Promise<void>;
}
