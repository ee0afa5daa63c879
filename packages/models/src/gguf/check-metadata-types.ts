import type { GgufValueType } from './gguf-types.ts';
import type { GgufEntry, GgufMetadata } from './parse-gguf-metadata.ts';
import { GgufFormatError } from './gguf-format-error.ts';
import { printable } from './printable.ts';

/**
 * Types of keys that llama.cpp reads without asking for the type first: another one aborts its process
 * (`GGML_ASSERT(type_to_gguf_type<T>::value == type)` in gguf.cpp).
 */
const scalarTypes: ReadonlyMap<string, GgufValueType> = new Map([
  ['general.architecture', 'string'],
  ['general.alignment', 'uint32'],
  ['split.no', 'uint16'],
  ['split.count', 'uint16'],
  ['split.tensors.count', 'int32'],
  ['tokenizer.ggml.model', 'string'],
  ['tokenizer.ggml.pre', 'string'],
  ['tokenizer.chat_template', 'string'],
]);

/**
 * Element types of the vocabulary. `llama_vocab` takes a pointer to the elements of scores and token types as they are: with
 * smaller elements, or fewer than there are tokens, it reads past their end.
 */
const vocabularyTypes: ReadonlyMap<string, readonly GgufValueType[]> = new Map([
  ['tokenizer.ggml.tokens', ['string']],
  ['tokenizer.ggml.merges', ['string']],
  ['tokenizer.ggml.scores', ['float32']],
  ['tokenizer.ggml.token_type', ['int32', 'uint32']],
  ['tokenizer.ggml.precompiled_charsmap', ['int8', 'uint8']],
]);
const perToken = ['tokenizer.ggml.scores', 'tokenizer.ggml.token_type'] as const;

/** Sizes of the network, after the name of the architecture: `llama_model_loader` takes them in one type only. */
const sizeKeys: ReadonlySet<string> = new Set(['block_count', 'context_length', 'embedding_length', 'expert_count', 'expert_used_count']);
const tokenIdKey = /^tokenizer\.ggml\.[a-z_]+_token_id$/;

/** @throws GgufFormatError for the first key whose type or length the loader does not expect. */
export function checkMetadataTypes(metadata: GgufMetadata): void {
  const architecture = metadata.get('general.architecture');
  const prefix = typeof architecture?.value === 'string' ? `${architecture.value}.` : null;
  for (const [key, entry] of metadata) {
    const expected = expectedScalar(key, prefix);
    if (expected !== undefined && entry.type !== expected) throw wrongType(key, expected, typeText(entry));
    const elements = vocabularyTypes.get(key);
    if (elements !== undefined && !(entry.type === 'array' && elements.includes(entry.value.elementType)))
      throw wrongType(key, `array of ${elements.join(' or ')}`, typeText(entry));
  }
  checkVocabularySizes(metadata);
}

function expectedScalar(key: string, prefix: string | null): GgufValueType | undefined {
  if (tokenIdKey.test(key)) return 'uint32';
  if (prefix !== null && key.startsWith(prefix) && sizeKeys.has(key.slice(prefix.length))) return 'uint32';
  return scalarTypes.get(key);
}

function checkVocabularySizes(metadata: GgufMetadata): void {
  const tokens = countOf(metadata.get('tokenizer.ggml.tokens'));
  for (const key of perToken) {
    const count = countOf(metadata.get(key));
    if (count === null || count === tokens) continue;
    throw new GgufFormatError('MODEL_FILE_KEY_TYPE', `"${key}" has ${count} elements, and the vocabulary has ${tokens ?? 0} tokens`, {
      expected: `${tokens ?? 0} elements in ${key}`,
      found: String(count),
    });
  }
}

function countOf(entry: GgufEntry | undefined): number | null {
  return entry?.type === 'array' ? entry.value.elementCount : null;
}

function typeText(entry: GgufEntry): string {
  return entry.type === 'array' ? `array of ${entry.value.elementType}` : entry.type;
}

function wrongType(key: string, expected: string, found: string): GgufFormatError {
  return new GgufFormatError(
    'MODEL_FILE_KEY_TYPE',
    `"${printable(key)}" has type ${found}; the loader expects ${expected} and would abort`,
    {
      expected: `${printable(key)} of type ${expected}`,
      found,
    },
  );
}
