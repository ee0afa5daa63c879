import type { GgufHeader } from '../gguf/parse-gguf-header.ts';
import type { GgufMetadata } from '../gguf/parse-gguf-metadata.ts';
import { ggmlTensorTypes } from '../gguf/gguf-types.ts';

export const modelRoles = ['llm', 'embedding', 'reranker'] as const;
export type ModelRole = (typeof modelRoles)[number];

/** What a GGUF header tells about a model. Null: the file does not say. */
export interface GgufDescription {
  /** A guess from the architecture and the pooling; whoever sets `CARREL_LLM` or `CARREL_EMBEDDING` decides. */
  readonly role: ModelRole;
  readonly architecture: string;
  readonly title: string | null;
  readonly contextTokens: number | null;
  /** Numbers of a vector; null for a model that is not for embedding. */
  readonly dimensions: number | null;
  readonly quantization: string | null;
  readonly parameterCount: number;
  readonly licence: string | null;
  readonly source: string | null;
}

/** Architectures of encoders: llama.cpp's `llm_arch_names`, read 2026-11-20. */
const encoderArchitectures: ReadonlySet<string> = new Set([
  'bert',
  'modern-bert',
  'nomic-bert',
  'nomic-bert-moe',
  'neo-bert',
  'eurobert',
  'jina-bert-v2',
  'jina-bert-v3',
  'gemma-embedding',
  't5encoder',
]);

/** `LLAMA_POOLING_TYPE_RANK` in llama.h. */
const rankPooling = 4;

/** `llama_ftype` in llama.h. */
const fileTypeNames: ReadonlyMap<number, string> = new Map([
  [0, 'F32'],
  [1, 'F16'],
  [2, 'Q4_0'],
  [3, 'Q4_1'],
  [7, 'Q8_0'],
  [8, 'Q5_0'],
  [9, 'Q5_1'],
  [10, 'Q2_K'],
  [11, 'Q3_K_S'],
  [12, 'Q3_K_M'],
  [13, 'Q3_K_L'],
  [14, 'Q4_K_S'],
  [15, 'Q4_K_M'],
  [16, 'Q5_K_S'],
  [17, 'Q5_K_M'],
  [18, 'Q6_K'],
  [19, 'IQ2_XXS'],
  [20, 'IQ2_XS'],
  [21, 'Q2_K_S'],
  [22, 'IQ3_XS'],
  [23, 'IQ3_XXS'],
  [24, 'IQ1_S'],
  [25, 'IQ4_NL'],
  [26, 'IQ3_S'],
  [27, 'IQ3_M'],
  [28, 'IQ2_S'],
  [29, 'IQ2_M'],
  [30, 'IQ4_XS'],
  [31, 'IQ1_M'],
  [32, 'BF16'],
  [36, 'TQ1_0'],
  [37, 'TQ2_0'],
  [38, 'MXFP4'],
]);

export function describeGguf(header: GgufHeader): GgufDescription {
  const { metadata } = header;
  const architecture = textOf(metadata, 'general.architecture') ?? 'unknown';
  const role = guessRole(metadata, architecture);
  return {
    role,
    architecture,
    title: textOf(metadata, 'general.name'),
    contextTokens: numberOf(metadata, `${architecture}.context_length`),
    dimensions:
      role === 'embedding'
        ? (numberOf(metadata, `${architecture}.embedding_length_out`) ?? numberOf(metadata, `${architecture}.embedding_length`))
        : null,
    quantization: quantizationOf(header),
    parameterCount: header.tensors.reduce(
      (sum, tensor) => sum + tensor.dimensions.reduce((product, dimension) => product * dimension, 1),
      0,
    ),
    licence: textOf(metadata, 'general.license'),
    source: textOf(metadata, 'general.source.url') ?? textOf(metadata, 'general.url'),
  };
}

function guessRole(metadata: GgufMetadata, architecture: string): ModelRole {
  const pooling = numberOf(metadata, `${architecture}.pooling_type`);
  if (pooling === rankPooling) return 'reranker';
  if (encoderArchitectures.has(architecture)) return 'embedding';
  return pooling !== null && pooling > 0 ? 'embedding' : 'llm';
}

function quantizationOf(header: GgufHeader): string | null {
  const fileType = numberOf(header.metadata, 'general.file_type');
  if (fileType !== null) return fileTypeNames.get(fileType) ?? null;
  const bytesByType = new Map<number, number>();
  for (const tensor of header.tensors) bytesByType.set(tensor.type, (bytesByType.get(tensor.type) ?? 0) + tensor.sizeBytes);
  const [largest] = [...bytesByType].toSorted((left, right) => right[1] - left[1]);
  return largest === undefined ? null : (ggmlTensorTypes.get(largest[0])?.name ?? null);
}

function textOf(metadata: GgufMetadata, key: string): string | null {
  const entry = metadata.get(key);
  return entry?.type === 'string' && typeof entry.value === 'string' ? entry.value : null;
}

/** A number of the metadata; null where there is none, or a list. */
export function numberOf(metadata: GgufMetadata, key: string): number | null {
  const entry = metadata.get(key);
  if (entry === undefined || entry.type === 'array' || entry.type === 'string') return null;
  return Number(entry.value);
}
