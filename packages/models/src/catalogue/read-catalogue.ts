import { createPublicKey, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CarrelError } from '@carrel/core';
import type { Catalogue, CatalogueLicence, CatalogueModel } from './catalogue-schema.ts';
import { catalogueSchema } from './catalogue-schema.ts';
import { checkCatalogue } from './check-catalogue.ts';

export interface CatalogueEntry extends CatalogueModel {
  /** Null: the licence is not confirmed, and the model cannot be pulled. */
  readonly licenceDetail: CatalogueLicence | null;
  /** Name of the catalogue that says so. */
  readonly catalogue: string;
}

export interface ReadCatalogueOptions {
  /** A company's own catalogue, which lies over the built-in one; null: none. Its signature is beside it, as `FILE.sig`. */
  readonly ownPath: string | null;
  /** Ed25519 public key in PEM form; needed with `ownPath`. */
  readonly keyPath: string | null;
}

const builtInUrl = new URL('./catalogue.json', import.meta.url);

/**
 * All models that the catalogues know, by name. An entry of the company's own catalogue stands in place of one of the same
 * name in the built-in one; its licences likewise.
 * @throws INVALID_CONFIGURATION when the own catalogue is missing, not signed by the key, or wrong in itself.
 */
export async function readCatalogue(options: ReadCatalogueOptions): Promise<readonly CatalogueEntry[]> {
  const builtIn = catalogueSchema.parse(JSON.parse(await readFile(builtInUrl, 'utf8')));
  const own = options.ownPath === null ? null : await readOwn(options.ownPath, options.keyPath, builtIn);
  const layers = own === null ? [builtIn] : [builtIn, own];
  const licences = new Map(layers.flatMap((layer) => layer.licences.map((licence) => [licence.id, licence])));
  const entries = layers.flatMap((layer) =>
    layer.models.map((model): readonly [string, CatalogueEntry] => [
      model.name,
      { ...model, catalogue: layer.name, licenceDetail: model.licence === null ? null : (licences.get(model.licence) ?? null) },
    ]),
  );
  return [...new Map(entries).values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

async function readOwn(path: string, keyPath: string | null, builtIn: Catalogue): Promise<Catalogue> {
  if (keyPath === null) throw wrong('CARREL_MODEL_CATALOGUE needs CARREL_MODEL_CATALOGUE_KEY, the public key that it is signed with');
  const [bytes, signature, key] = await Promise.all([readOrSay(path), readOrSay(`${path}.sig`), readOrSay(keyPath)]);
  if (!isSigned(bytes, { signature, key }))
    throw wrong(`the signature ${path}.sig does not fit the catalogue and the key; sign the file again, or restore the signed one`);
  const content = parseJson(bytes, path);
  const [problem] = checkCatalogue(
    content,
    builtIn.licences.map((licence) => licence.id),
  );
  if (problem !== undefined) throw wrong(`${path}: ${problem}`);
  return catalogueSchema.parse(content);
}

/** The signature is Ed25519 over the bytes of the file, in base64: `openssl pkeyutl -sign -rawin`. */
function isSigned(bytes: Buffer, { signature, key }: { readonly signature: Buffer; readonly key: Buffer }): boolean {
  try {
    const publicKey = createPublicKey(key);
    if (publicKey.asymmetricKeyType !== 'ed25519') return false;
    return verify(null, bytes, publicKey, Buffer.from(signature.toString('utf8').trim(), 'base64'));
  } catch {
    return false;
  }
}

async function readOrSay(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new CarrelError('INVALID_CONFIGURATION', { message: `model catalogue: ${path} cannot be read`, cause });
  });
}

function parseJson(bytes: Buffer, path: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new CarrelError('INVALID_CONFIGURATION', { message: `model catalogue: ${path} is no JSON`, cause });
  }
}

function wrong(message: string): CarrelError {
  return new CarrelError('INVALID_CONFIGURATION', { message: `model catalogue: ${message}` });
}
