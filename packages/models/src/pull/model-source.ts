import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CarrelError } from '@carrel/core';

/** Where model files are got from. */
export type ModelSource =
  | { readonly kind: 'folder'; readonly folder: string }
  /** With `{repository}` and `{file}` in it, or the address of a hub, whose paths are `/REPOSITORY/resolve/main/FILE`. */
  | { readonly kind: 'http'; readonly template: string };

/** The file wanted, as the catalogue has it. */
export interface WantedFile {
  readonly repository: string;
  readonly file: string;
}

/**
 * Reads one entry of `CARREL_MODEL_SOURCES`: a folder (path or `file:` URL), the address of a hub, or an address with
 * `{file}` in it for a mirror or a bucket, such as `https://store.example.org/models/{file}`.
 * @throws INVALID_CONFIGURATION
 */
export function parseModelSource(text: string): ModelSource {
  if (text.startsWith('file:')) return { kind: 'folder', folder: fileURLToPath(text) };
  if (isAbsolute(text)) return { kind: 'folder', folder: text };
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '')
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: 'CARREL_MODEL_SOURCES: expected folders, addresses of hubs, and addresses with {file}, without user names',
    });
  const base = text.replace(/\/+$/, '');
  return { kind: 'http', template: base.includes('{file}') ? base : `${base}/{repository}/resolve/main/{file}` };
}

export function urlOfFile(template: string, wanted: WantedFile): URL {
  const repository = wanted.repository.split('/').map(encodeURIComponent).join('/');
  return new URL(template.replaceAll('{repository}', repository).replaceAll('{file}', encodeURIComponent(wanted.file)));
}
