import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CarrelError, createLazy, type EmbeddingModel, type EmbeddingModelSource } from '@carrel/core';
import { embedStatically } from './embed-statically.ts';
import { decodeStaticVectors } from './static-vectors.ts';
import { createWordPieceTokenizer } from './word-piece.ts';

/** @see packages/models/builtin/MODEL-CARD.md */
export const builtinVectorsFile = fileURLToPath(new URL('../../builtin/carrel-static-1.vectors', import.meta.url));

/** As the reference embedders: more than a passage ever has. */
const maxInputTokens = 512;
const maxInputsPerCall = 256;
/** Texts between two turns of the event loop: about 5 ms of work. */
const textsPerTurn = 16;

/**
 * How much its ranking counts beside text search: less than a network's, and hardly where the vocabulary has no words for the
 * question, as in German. Measured on the collections of `docs/evaluation.md`.
 */
const knownShare = 0.3;
const strangeShare = 0.05;
/** English questions have 1.1 to 1.5 pieces a word, German ones more than two. */
const mostPiecesPerWord = 1.65;

/** The embedder that is there without any download; read from its file when it is first asked for. */
export function createBuiltinEmbeddings(): EmbeddingModelSource {
  return { current: createLazy(readBuiltinModel).get };
}

async function readBuiltinModel(): Promise<EmbeddingModel> {
  const bytes = await readFile(builtinVectorsFile);
  const vectors = decodeStaticVectors(bytes);
  const tokenize = createWordPieceTokenizer(vectors.vocabulary);
  return {
    name: vectors.name,
    id: createHash('sha256').update(bytes).digest('hex'),
    dimensions: vectors.dimensions,
    maxInputTokens,
    maxInputsPerCall,
    rankingShare: (query) => (piecesPerWord(query, tokenize) <= mostPiecesPerWord ? knownShare : strangeShare),
    embed: (inputs, { signal }) =>
      inTurns(inputs, signal, (text) => {
        const pieces = tokenize(text);
        if (pieces.length > maxInputTokens)
          throw new CarrelError('INPUT_TOO_LONG', { message: `expected at most ${maxInputTokens} tokens, got ${pieces.length}` });
        return embedStatically(vectors, pieces);
      }),
    countTokens: (inputs, { signal } = {}) => inTurns(inputs, signal, (text) => tokenize(text).length),
  };
}

async function inTurns<Result>(
  inputs: readonly string[],
  signal: AbortSignal | undefined,
  work: (text: string) => Result,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [index, input] of inputs.entries()) {
    if (index > 0 && index % textsPerTurn === 0) await nextTurn();
    signal?.throwIfAborted();
    results.push(work(input));
  }
  return results;
}

function piecesPerWord(text: string, tokenize: (text: string) => readonly number[]): number {
  const words = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return words === 0 ? 1 : tokenize(text).length / words;
}
