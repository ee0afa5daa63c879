import type { Me } from '@carrel/contract';
import type { EmbeddingModelSource, LanguageModelSource } from '@carrel/core';
import { isCarrelError, mediaTypes } from '@carrel/core';

export interface CapabilityDeps {
  readonly languageModels: LanguageModelSource;
  readonly embeddingModels: EmbeddingModelSource;
}

const uploadTypes: Me['capabilities']['uploadTypes'] = [
  { mediaType: mediaTypes.pdf, extensions: ['.pdf'] },
  { mediaType: mediaTypes.docx, extensions: ['.docx'] },
  { mediaType: mediaTypes.markdown, extensions: ['.md', '.markdown'] },
  { mediaType: mediaTypes.html, extensions: ['.html', '.htm'] },
  { mediaType: mediaTypes.text, extensions: ['.txt', '.text'] },
];

/** What this Carrel can do now. A model that does not answer at the moment counts as none: answers are quoted then. */
export async function readCapabilities({ languageModels, embeddingModels }: CapabilityDeps, options: { readonly maxUploadBytes: number }): Promise<Me['capabilities']> {
  const [language, embedding] = await Promise.all([orNull(languageModels.current()), orNull(embeddingModels.current())]);
  return {
    languageModel: language?.name ?? null,
    embeddingModel: embedding?.name ?? null,
    remoteModelHost: language?.remoteHost ?? null,
    maxUploadBytes: options.maxUploadBytes,
    uploadTypes,
  };
}

async function orNull<Model>(model: Promise<Model | null>): Promise<Model | null> {
  try {
    return await model;
  } catch (error) {
    if (isCarrelError(error)) return null;
    throw error;
  }
}
