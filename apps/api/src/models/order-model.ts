import type { Sha256 } from '@carrel/core';
import { CarrelError, sha256Schema } from '@carrel/core';
import type { CatalogueEntry } from '@carrel/models';
import { digestFiles } from '@carrel/models';
import { basename } from 'node:path';
import { notPullable } from './catalogue-view.ts';

type CatalogueFile = CatalogueEntry['files'][number];

interface OrderFacts {
  readonly name: string;
  readonly fileName: string;
  readonly repository: string | null;
  readonly sha256: Sha256;
  readonly sha256From: 'catalogue' | 'importer';
  readonly licence: { readonly name: string; readonly url: string | null };
}

/** A model that somebody wants, with its licence accepted by name. */
export type Order =
  | (OrderFacts & { readonly kind: 'pull'; readonly entry: CatalogueEntry; readonly file: CatalogueFile })
  | (OrderFacts & { readonly kind: 'import'; readonly path: string });

/** @throws MODEL_PULL_OFFLINE, MODEL_NOT_FOUND, MODEL_NOT_PULLABLE, MODEL_LICENCE_NOT_ACCEPTED. */
export function orderPull(
  wanted: { readonly name: string; readonly licence: string },
  catalogue: readonly CatalogueEntry[],
  options: { readonly isOffline: boolean },
): Order {
  if (options.isOffline) throw new CarrelError('MODEL_PULL_OFFLINE');
  const entry = catalogue.find((one) => one.name === wanted.name);
  if (entry === undefined)
    throw new CarrelError('MODEL_NOT_FOUND', {
      message: `There is no model "${wanted.name}" in the catalogue. "carrel models catalogue" shows which there are.`,
    });
  const reason = notPullable(entry);
  const [file] = entry.files;
  if (reason !== null || file === undefined) throw new CarrelError('MODEL_NOT_PULLABLE', { message: reason ?? 'There is no file.' });
  return { ...factsOf(entry, file, wanted.licence), kind: 'pull', entry, file };
}

/**
 * The digest is that of the catalogue, where it knows the file; else it must be stated twice.
 * @throws MODEL_LICENCE_NOT_ACCEPTED, MODEL_HASH_WRONG, MODEL_FILE_UNREADABLE.
 */
export async function orderImport(
  wanted: {
    readonly path: string;
    readonly name?: string | undefined;
    readonly licence: string;
    readonly sha256?: string | undefined;
    readonly sha256Again?: string | undefined;
  },
  catalogue: readonly CatalogueEntry[],
): Promise<Order> {
  const sha256 = await digestOf(wanted.path);
  for (const entry of catalogue) {
    const file = entry.files.find((one) => one.sha256 === sha256);
    if (file === undefined || entry.licenceDetail === null) continue;
    const facts = factsOf(entry, file, wanted.licence);
    return { ...facts, name: wanted.name ?? facts.name, kind: 'import', path: wanted.path };
  }
  const stated = wanted.sha256?.trim().toLowerCase();
  if (stated === undefined || stated !== wanted.sha256Again?.trim().toLowerCase() || stated !== sha256)
    throw new CarrelError('MODEL_HASH_WRONG', {
      message: `The catalogue does not know this file. State its SHA-256 twice, as its publisher gives it; what was stated is not that of the file`,
    });
  const licence = wanted.licence.trim();
  if (licence === '')
    throw new CarrelError('MODEL_LICENCE_NOT_ACCEPTED', {
      message: 'The catalogue does not know this file. Read its licence, and give its name',
    });
  const fileName = safeFileName(wanted.path);
  const name =
    wanted.name ??
    fileName
      .slice(0, -'.gguf'.length)
      .toLowerCase()
      .replaceAll(/[^a-z0-9.-]+/g, '-');
  return {
    kind: 'import',
    name,
    fileName,
    path: wanted.path,
    repository: null,
    sha256,
    sha256From: 'importer',
    licence: { name: licence, url: null },
  };
}

function factsOf(entry: CatalogueEntry, file: CatalogueFile, accepted: string): OrderFacts {
  const licence = entry.licenceDetail;
  if (licence === null || accepted.trim() !== licence.name)
    throw new CarrelError('MODEL_LICENCE_NOT_ACCEPTED', {
      message: `The licence of this model is "${licence?.name ?? 'not known'}" (${licence?.url ?? ''}). ${licence?.limits.join(' ') ?? ''} Give its name to accept it`,
    });
  const { repository } = file;
  return {
    name: entry.name,
    fileName: file.file,
    repository,
    sha256: file.sha256,
    sha256From: 'catalogue',
    licence: { name: licence.name, url: licence.url },
  };
}

function safeFileName(path: string): string {
  const name = basename(path).replaceAll(/[^\w.-]/g, '-');
  return name.endsWith('.gguf') ? name : `${name}.gguf`;
}

async function digestOf(path: string): Promise<Sha256> {
  try {
    return sha256Schema.parse(await digestFiles([path]));
  } catch (cause) {
    throw new CarrelError('MODEL_FILE_UNREADABLE', { message: `${basename(path)} cannot be read`, cause });
  }
}
