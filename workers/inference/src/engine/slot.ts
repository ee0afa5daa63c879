import type { LlamaChat, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { ChatPrompt } from './chat-prompt.ts';
import type { GenerationThreads } from './generation-threads.ts';
import { commonLength } from './chat-prompt.ts';

/** A place for one answer at a time: a sequence of the context with the state that it may hand on. */
export interface Slot {
  readonly sequence: LlamaContextSequence;
  readonly chat: LlamaChat;
  isBusy: boolean;
  /** Whom the state belongs to; null: nobody may continue it. */
  cacheScope: string | null;
  /** How much of the state comes from the system message alone and may go on to another scope. */
  systemTokens: number;
  /** How much of the state was read as prompt, in whole pieces. */
  readTokens: number;
}

export interface ReadPromptOptions {
  readonly prompt: ChatPrompt;
  readonly cacheScope: string | null;
  /** Tokens that are read in one go: between two pieces a closed connection is noticed and other engines get their turn. */
  readonly pieceTokens: number;
  readonly signal: AbortSignal;
  /** Called before anything is read, with the number of tokens that are there already. */
  readonly onStart: (cachedTokens: number) => void;
  readonly onProgress: (processedTokens: number) => void;
}

/** The slot that can keep most of its state for this scope. Undefined when all are busy. */
export function chooseSlot(slots: readonly Slot[], cacheScope: string | null): Slot | undefined {
  const free = slots.filter((slot) => !slot.isBusy);
  return (
    free.find((slot) => cacheScope !== null && slot.cacheScope === cacheScope) ?? free.find((slot) => slot.cacheScope === null) ?? free[0]
  );
}

/**
 * How many tokens of the slot's state the prompt can continue: the common beginning; across scopes only what comes from
 * the system message in both. Always whole pieces that were read as prompt, so that the same prompt is always computed in
 * the same way and gives the same answer.
 */
export function reusableTokens(
  slot: Pick<Slot, 'cacheScope' | 'systemTokens' | 'readTokens'>,
  state: readonly Token[],
  options: Pick<ReadPromptOptions, 'prompt' | 'cacheScope' | 'pieceTokens'>,
): number {
  const { prompt, cacheScope, pieceTokens } = options;
  const isSameScope = cacheScope !== null && slot.cacheScope === cacheScope;
  const allowed = isSameScope ? slot.readTokens : Math.min(slot.readTokens, slot.systemTokens, prompt.systemTokens);
  const common = commonLength(state.slice(0, allowed), prompt.tokens.slice(0, -1));
  return Math.floor(common / pieceTokens) * pieceTokens;
}

/**
 * Brings the slot to this scope and reads all of the prompt but its last token, which generation starts with. Everything
 * that does not belong to the prompt is cleared first.
 * @throws the signal's reason.
 */
export async function readPrompt(deps: { readonly threads: GenerationThreads }, slot: Slot, options: ReadPromptOptions): Promise<void> {
  const { prompt, cacheScope, pieceTokens, signal } = options;
  const { sequence } = slot;
  const reused = reusableTokens(slot, sequence.contextTokens, options);
  slot.cacheScope = cacheScope;
  slot.systemTokens = prompt.systemTokens;
  slot.readTokens = reused;
  if (reused === 0 || sequence.needsCheckpoints) await sequence.clearHistory();
  else await sequence.adaptStateToTokens(prompt.tokens.slice(0, reused), false);
  // A model that cannot drop the end of its state has lost all of it.
  slot.readTokens = Math.min(reused, sequence.nextTokenIndex);
  const cached = slot.readTokens;
  options.onStart(cached);
  const end = prompt.tokens.length - 1;
  for (let start = cached; start < end; start += pieceTokens) {
    signal.throwIfAborted();
    const piece = prompt.tokens.slice(start, Math.min(start + pieceTokens, end));
    await deps.threads.run('prompt', piece.length, () => sequence.evaluateWithoutGeneratingNewTokens(piece));
    if (piece.length === pieceTokens) slot.readTokens = start + pieceTokens;
    options.onProgress(start + piece.length);
  }
  signal.throwIfAborted();
}

/** Clears what no scope may continue. */
export async function clearUnowned(slot: Slot): Promise<void> {
  if (slot.cacheScope !== null) return;
  if (slot.systemTokens === 0 || slot.sequence.needsCheckpoints) await slot.sequence.clearHistory();
  else await slot.sequence.eraseContextTokenRanges([{ start: slot.systemTokens, end: slot.sequence.nextTokenIndex }]);
  slot.readTokens = Math.min(slot.readTokens, slot.systemTokens, slot.sequence.nextTokenIndex);
}
