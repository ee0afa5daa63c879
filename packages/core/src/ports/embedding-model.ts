/**
 * Turns text into vectors.
 *
 * Capabilities are data, so that batching lives once, in the caller. The order of the output is the order of the input.
 */
export interface EmbeddingModel {
  readonly name: string;
  /** Identity of the vectors: SHA-256 of the model file, or for a remote model its URL and name. */
  readonly id: string;
  readonly dimensions: number;
  /** Tokens that one input may have, with the special tokens that the model adds. */
  readonly maxInputTokens: number;
  readonly maxInputsPerCall: number;
  /** How much its ranking for a query counts beside that of text search, 0…1. Undefined: as much, 0.5. */
  rankingShare?(query: string): number;
  /**
   * Each vector has `dimensions` numbers and length 1.
   * @param options.purpose `query` overtakes `document` in the model's queue; the text form is the model's affair.
   * @throws MODEL_UNAVAILABLE, MODEL_OVERLOADED, MODEL_RESPONSE_INVALID, INPUT_TOO_LONG (never cuts silently).
   */
  embed(
    inputs: readonly string[],
    options: { readonly purpose: 'query' | 'document'; readonly signal?: AbortSignal },
  ): Promise<readonly Float32Array[]>;
  /** Tokens of each input in the model's own tokens, without special tokens. */
  countTokens(inputs: readonly string[], options?: { readonly signal?: AbortSignal }): Promise<readonly number[]>;
}

/** Says which embedding model is in use now; null: none, search is by text alone. */
export interface EmbeddingModelSource {
  current(): Promise<EmbeddingModel | null>;
}
