import { setTimeout as delay } from 'node:timers/promises';
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
  { mediaType: mediaTypes.pptx, extensions: ['.pptx', '.pptm'] },
  { mediaType: mediaTypes.xlsx, extensions: ['.xlsx', '.xlsm'] },
  { mediaType: mediaTypes.eml, extensions: ['.eml'] },
  { mediaType: mediaTypes.png, extensions: ['.png'] },
  { mediaType: mediaTypes.jpeg, extensions: ['.jpg', '.jpeg'] },
  { mediaType: mediaTypes.webp, extensions: ['.webp'] },
  { mediaType: mediaTypes.tiff, extensions: ['.tif', '.tiff'] },
  { mediaType: mediaTypes.bmp, extensions: ['.bmp'] },
  { mediaType: mediaTypes.odt, extensions: ['.odt'] },
  { mediaType: mediaTypes.rtf, extensions: ['.rtf'] },
  { mediaType: mediaTypes.epub, extensions: ['.epub'] },
  { mediaType: mediaTypes.csv, extensions: ['.csv', '.tsv'] },
  { mediaType: mediaTypes.text, extensions: ['.txt', '.text'] },
];

/** What this Carrel can do now. A model that does not answer within `waitMs` counts as none: answers are quoted then. */
export async function readCapabilities(
  { languageModels, embeddingModels }: CapabilityDeps,
  { maxUploadBytes, sendsMail, waitMs }: { readonly maxUploadBytes: number; readonly sendsMail: boolean; readonly waitMs: number },
): Promise<Me['capabilities']> {
  const [language, embedding] = await Promise.all([orNull(languageModels.current(), waitMs), orNull(embeddingModels.current(), waitMs)]);
  return {
    languageModel: language?.name ?? null,
    embeddingModel: embedding?.name ?? null,
    remoteModelHost: language?.remoteHost ?? null,
    maxUploadBytes,
    sendsMail,
    uploadTypes,
  };
}

async function orNull<Model>(model: Promise<Model | null>, waitMs: number): Promise<Model | null> {
  const timeout = new AbortController();
  try {
    return await Promise.race([model, delay(waitMs, null, { signal: timeout.signal }).catch(() => null)]);
  } catch (error) {
    if (isCarrelError(error)) return null;
    throw error;
  } finally {
    timeout.abort();
  }
}
