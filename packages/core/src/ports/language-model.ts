export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface GenerationRequest {
  readonly messages: readonly ModelMessage[];
  readonly maxTokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  /** Opaque scope of cache reuse: one conversation of one person. Prompts of two scopes never share cached state. */
  readonly cacheScope: string;
  readonly signal: AbortSignal;
}

export type GenerationEvent =
  | { readonly type: 'prompt-progress'; readonly processedTokens: number; readonly totalTokens: number }
  /** Answer text only: thinking segments of reasoning models are left out. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'finish'; readonly reason: 'stop' | 'length'; readonly promptTokens: number; readonly completionTokens: number };

/**
 * Writes text. A stream that ends without a `finish` event does not happen: it throws instead.
 * Aborting the signal frees the model within 500 ms and makes the stream throw the signal's reason.
 */
export interface LanguageModel {
  readonly name: string;
  readonly id: string;
  /** SHA-256 of the file where Carrel loads it itself, else null. */
  readonly fileSha256: string | null;
  readonly engine: string;
  readonly contextTokens: number;
  /** Null for a model on this machine; the host for one outside, named on every answer and in its record. */
  readonly remoteHost: string | null;
  /** @throws MODEL_UNAVAILABLE, MODEL_OVERLOADED, MODEL_RESPONSE_INVALID, INPUT_TOO_LONG. */
  generate(request: GenerationRequest): AsyncIterable<GenerationEvent>;
  countTokens(inputs: readonly string[], options?: { readonly signal?: AbortSignal }): Promise<readonly number[]>;
}

export interface LanguageModelSource {
  /** The model by name, or the one in use. Null: none is configured; answers are quoted. @throws MODEL_NOT_FOUND for an unknown name. */
  current(name?: string): Promise<LanguageModel | null>;
}
