import { buffer } from 'node:stream/consumers';
import type { TiledLog } from '@carrel/audit';
import { CarrelError } from '@carrel/core';
import type { Entry, ZipFile } from 'yauzl';
import { openPromise } from 'yauzl';

/** The log in an evidence bundle, read where it lies. @throws INVALID_REQUEST when it is no bundle. */
export async function openZipLog(path: string): Promise<TiledLog & { close(): void }> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
    throw new CarrelError('INVALID_REQUEST', { message: `${path} is no evidence bundle.`, cause: error });
  });
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  const years = new Set([...entries.keys()].map((name) => /^(\d{4})\//.exec(name)?.[1]).filter((year) => year !== undefined));
  if (years.size === 0) {
    zip.close();
    throw new CarrelError('INVALID_REQUEST', { message: `Expected a log in ${path}: folders that are named by years, such as 2026.` });
  }
  return {
    shards: [...years].map(Number).toSorted((left, right) => left - right),
    async read(name) {
      const entry = entries.get(name);
      return entry === undefined ? null : readEntry(zip, entry);
    },
    close: () => zip.close(),
  };
}

/** A damaged file is read as an empty one: whatever is expected of it does not hold. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch {
    return new Uint8Array(0);
  }
}
