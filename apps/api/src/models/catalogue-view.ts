import type { CatalogueModelView } from '@carrel/contract';
import type { CatalogueEntry } from '@carrel/models';

export function catalogueView(entry: CatalogueEntry): CatalogueModelView {
  const { shape: _shape, licence: _licence, licenceDetail, ...known } = entry;
  return { ...known, files: [...entry.files], licence: licenceDetail, notPullable: notPullable(entry) };
}

/** Why a model cannot be got by its name, in a sentence; null when it can. */
export function notPullable({ files, licenceDetail, role }: Pick<CatalogueEntry, 'files' | 'licenceDetail' | 'role'>): string | null {
  if (role === 'rerank') return 'This version does not use rerankers yet.';
  if (files.length === 0) return 'No GGUF file with a known SHA-256 is in the catalogue. Get the file yourself and import it.';
  if (licenceDetail === null) return 'Its licence is not confirmed. Read the publisher’s page, get the file yourself and import it.';
  return null;
}
