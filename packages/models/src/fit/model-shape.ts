import type { CatalogueEntry } from '../catalogue/read-catalogue.ts';
import type { GgufHeader } from '../gguf/parse-gguf-header.ts';
import { describeGguf, numberOf } from '../inventory/describe-gguf.ts';
import { bitsPerWeight } from './bits-per-weight.ts';

/** What the memory of a model follows from. */
export interface ModelShape {
  readonly name: string;
  /** Bytes of all weights, every expert included. */
  readonly weightsBytes: number;
  /** Bytes of the weights that compute one token: they decide the speed, not the memory. */
  readonly activeBytes: number;
  readonly parameters: number;
  readonly activeParameters: number;
  readonly precision: string | null;
  readonly layers: number;
  readonly attentionLayers: number;
  readonly keyValueHeads: number;
  /** Numbers of one key and one value together. */
  readonly keyAndValueDimensions: number;
  readonly embeddingDimensions: number;
  readonly vocabularyTokens: number;
  readonly trainedContextTokens: number | null;
  /** Encoders compute the whole input at once and keep no keys and values. */
  readonly isEncoder: boolean;
  /** Numbers that were assumed because nobody says them, in words. */
  readonly assumptions: readonly string[];
}

const usualVocabularyTokens = 128_000;
const usualHeadDimensions = 128;
const usualLayers = 32;
const usualEmbeddingDimensions = 4_096;

/** From the header of a file: nothing is guessed that it says. */
export function shapeOfFile(name: string, file: { readonly header: GgufHeader; readonly sizeBytes: number }): ModelShape {
  const { header, sizeBytes } = file;
  const { architecture, parameterCount, quantization, contextTokens } = describeGguf(header);
  /** At least 1: a file may say anything. */
  const read = (key: string, fallback: number) => Math.max(1, numberOf(header.metadata, `${architecture}.${key}`) ?? fallback);
  const layers = read('block_count', usualLayers);
  const embeddingDimensions = read('embedding_length', usualEmbeddingDimensions);
  const heads = read('attention.head_count', Math.round(embeddingDimensions / usualHeadDimensions));
  const headDimensions = Math.ceil(embeddingDimensions / heads);
  const idleBytes = idleExpertBytes(header, architecture);
  const tokens = header.metadata.get('tokenizer.ggml.tokens');
  const saysLayers = header.metadata.has(`${architecture}.block_count`);
  return {
    name,
    weightsBytes: sizeBytes,
    activeBytes: Math.round(sizeBytes - idleBytes),
    parameters: parameterCount,
    activeParameters: Math.round(parameterCount * (1 - idleBytes / sizeBytes)),
    precision: quantization,
    layers,
    attentionLayers: attentionLayersOf(header, layers),
    keyValueHeads: read('attention.head_count_kv', heads),
    keyAndValueDimensions: read('attention.key_length', headDimensions) + read('attention.value_length', headDimensions),
    embeddingDimensions,
    vocabularyTokens: tokens?.type === 'array' ? tokens.value.elementCount : usualVocabularyTokens,
    trainedContextTokens: contextTokens,
    isEncoder: architecture.includes('bert'),
    assumptions: saysLayers ? [] : [`The file does not say how many layers it has; ${usualLayers} were assumed.`],
  };
}

/** Bytes of the experts that are not used for one token. */
function idleExpertBytes(header: GgufHeader, architecture: string): number {
  const all = numberOf(header.metadata, `${architecture}.expert_count`) ?? 0;
  const used = numberOf(header.metadata, `${architecture}.expert_used_count`) ?? all;
  if (all <= 0 || used >= all) return 0;
  const bytes = header.tensors.filter((one) => one.name.includes('_exps.')).reduce((sum, one) => sum + one.sizeBytes, 0);
  return bytes * (1 - used / all);
}

/** Layers with keys of their own, told by their tensors; all layers where names are unusual. */
function attentionLayersOf(header: GgufHeader, layers: number): number {
  const found = new Set(header.tensors.flatMap(({ name }) => /^blk\.(\d+)\.attn_(?:k|kv|qkv|kv_a_mqa)\.weight$/.exec(name)?.[1] ?? []));
  return found.size === 0 ? layers : found.size;
}

/** From an entry of the catalogue, in the precision of its file or the given one; null where it does not say how large it is. */
export function shapeOfEntry(entry: CatalogueEntry, precision?: string): ModelShape | null {
  const { name, parameters, activeParameters, contextTokens, shape: known } = entry;
  const [file] = entry.files;
  const chosen = precision ?? file?.precision ?? 'Q4_K_M';
  if (parameters === null || !bitsPerWeight.has(chosen)) return null;
  const usual = shapeOfSize({ parameters, activeParameters: activeParameters ?? parameters, precision: chosen }, name);
  const exactBytes = file?.precision === chosen ? file.sizeBytes : null;
  const base = { ...usual, weightsBytes: exactBytes ?? usual.weightsBytes, trainedContextTokens: contextTokens };
  return known === null
    ? base
    : { ...base, ...knownShape(known), isEncoder: entry.role !== 'answer' && known.keyValueHeads === known.heads };
}

function knownShape(known: NonNullable<CatalogueEntry['shape']>) {
  return {
    layers: known.layers,
    attentionLayers: known.attentionLayers,
    keyValueHeads: known.keyValueHeads,
    keyAndValueDimensions: 2 * known.headDimensions,
    embeddingDimensions: known.embeddingDimensions,
    vocabularyTokens: known.vocabularyTokens ?? usualVocabularyTokens,
    assumptions: [],
  };
}

export interface SizeWords {
  readonly parameters: number;
  readonly activeParameters: number;
  readonly precision: string;
}

const billion = 1e9;
const sizePattern = /^(?<all>\d+(?:\.\d+)?)B(?:[-_ ]?A(?<active>\d+(?:\.\d+)?)B)?(?:[-_@: ](?<precision>\w+))?$/i;

/** Reads a size in words, such as `7B`, `13B-Q8_0`, `70B-F16` or `109B-A17B-Q4_K_M`; null for anything else. Q4_K_M where nothing is said. */
export function parseSizeWords(words: string): SizeWords | null {
  const groups = sizePattern.exec(words.trim())?.groups;
  if (groups === undefined) return null;
  const precision = (groups['precision'] ?? 'Q4_K_M').toUpperCase();
  const parameters = Number(groups['all']) * billion;
  if (!bitsPerWeight.has(precision) || parameters <= 0) return null;
  return { parameters, activeParameters: Math.min(parameters, Number(groups['active'] ?? groups['all']) * billion), precision };
}

/** Layers and width of models in use by their size in parameters; between two, the larger. Llama 2 and 3, Qwen 2.5, DeepSeek. */
const usualSizes: readonly (readonly [parameters: number, layers: number, width: number, keyValueHeads: number])[] = [
  [1.5e9, 28, 2048, 8],
  [4e9, 36, 3072, 8],
  [9e9, 32, 4096, 32],
  [15e9, 40, 5120, 40],
  [35e9, 64, 5120, 8],
  [80e9, 80, 8192, 8],
  [130e9, 48, 8192, 8],
  [Number.POSITIVE_INFINITY, 96, 12_288, 8],
];

/** A model of which only the size is known: the shape of others of that size is assumed, rather larger than smaller. */
export function shapeOfSize(size: SizeWords, name: string): ModelShape {
  const usual = usualSizes.find(([most]) => size.parameters <= most);
  const [, layers, width, keyValueHeads] = usual ?? [0, 96, 12_288, 8];
  const bits = bitsPerWeight.get(size.precision) ?? 16;
  return {
    name,
    weightsBytes: Math.round((size.parameters * bits) / 8),
    activeBytes: Math.round((size.activeParameters * bits) / 8),
    parameters: size.parameters,
    activeParameters: size.activeParameters,
    precision: size.precision,
    layers,
    attentionLayers: layers,
    keyValueHeads,
    keyAndValueDimensions: 2 * usualHeadDimensions,
    embeddingDimensions: width,
    vocabularyTokens: usualVocabularyTokens,
    trainedContextTokens: null,
    isEncoder: false,
    assumptions: [
      `Layers and heads are not known; those of others of this size were assumed: ${layers} layers, ${keyValueHeads} heads for keys.`,
    ],
  };
}
