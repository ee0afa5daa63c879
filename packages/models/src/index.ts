export { createBuiltinEmbeddings } from './builtin/builtin-embedding-model.ts';
export { encodeStaticVectors } from './builtin/static-vectors.ts';
export { createWordPieceTokenizer } from './builtin/word-piece.ts';
export { readCatalogue } from './catalogue/read-catalogue.ts';
export type { CatalogueEntry } from './catalogue/read-catalogue.ts';
export { findAlternatives } from './fit/find-alternatives.ts';
export { fitSentence } from './fit/fit-sentence.ts';
export { judgeFit } from './fit/judge-fit.ts';
export { imaginedMachine, measuredMachine } from './fit/machine-memory.ts';
export type { MachineMemory } from './fit/machine-memory.ts';
export { engineBytes, gibibyte, memoryNeeds, memoryText } from './fit/memory-needs.ts';
export type { LoadWishes } from './fit/memory-needs.ts';
export { parseSizeWords, shapeOfEntry, shapeOfFile, shapeOfSize } from './fit/model-shape.ts';
export type { ModelShape } from './fit/model-shape.ts';
export { recogniseOtherFormat } from './fit/other-format.ts';
export { checkModelFile } from './gguf/check-model-file.ts';
export type { ModelFileCheck } from './gguf/check-model-file.ts';
export { describeGguf, modelRoles } from './inventory/describe-gguf.ts';
export type { GgufDescription, ModelRole } from './inventory/describe-gguf.ts';
export { copyFrom, fetchModel } from './pull/fetch-model.ts';
export { createDownloadDispatcher } from './pull/download-dispatcher.ts';
export type { DownloadDeps } from './pull/download-file.ts';
export { parseModelSource } from './pull/model-source.ts';
export type { ModelSource } from './pull/model-source.ts';
export { readProvenance, writeProvenance } from './pull/provenance.ts';
export type { Provenance } from './pull/provenance.ts';
export type { Trial } from './sources/try-model.ts';
export { createFileHashes, digestFiles } from './inventory/file-hashes.ts';
export type { FileHashes } from './inventory/file-hashes.ts';
export { findModelFile } from './inventory/find-model-files.ts';
export type { ModelFile } from './inventory/find-model-files.ts';
export { listModels } from './inventory/list-models.ts';
export type { LocalModel } from './inventory/list-models.ts';
export { createModelSources } from './model-sources.ts';
export type { ModelSources, ModelSourcesOptions } from './model-sources.ts';
export { isModelAddress, parseModelAddress } from './network/model-address.ts';
export { createNetworkPolicy, systemNameLookup, type NetworkPolicy } from './network/network-policy.ts';
export { createEmbeddingModel } from './openai/embedding-model.ts';
export { createLanguageModel } from './openai/language-model.ts';
export { createModelConnection } from './openai/model-connection.ts';
export { createThinkingFilter } from './openai/thinking-filter.ts';
export {
  chatRequestSchema,
  embeddingRequestSchema,
  hostRequestSchema,
  maxEmbeddingInputs,
  tokenizeRequestSchema,
} from './openai/wire-schemas.ts';
export type { ChatRequest, WorkerModel } from './openai/wire-schemas.ts';
export { textFormOf } from './text-form.ts';
