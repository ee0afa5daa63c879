/** What an answer took, in tokens. */
export interface Usage {
  readonly promptTokens: number;
  /** Of the prompt: did not have to be read again. */
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

export function usageOnWire({ promptTokens, cachedTokens, completionTokens }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}
