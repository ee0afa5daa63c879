import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RawLogItem } from '@carrel/audit';
import { ZipFile } from 'yazl';
import { bundleReadme } from './bundle-readme.ts';
import { createShardWriter, type AddFile } from './shard-writer.ts';

/** What was put into a bundle. */
export interface BundleSummary {
  readonly files: number;
  readonly entries: number;
}

/**
 * Writes the evidence bundle: entries, tiles, checkpoints, keys and sealed digests in the layout of C2SP tlog-tiles, with a
 * verifier, what to do with it, and a manifest of digests. As far as the newest checkpoint of each year goes: what is not signed
 * yet is no evidence yet. Holds at most a bundle of entries at a time.
 */
export async function writeBundle(items: AsyncIterable<RawLogItem>, path: string): Promise<BundleSummary> {
  const zip = createZip(path);
  const writer = createShardWriter(zip.add);
  for await (const item of items) await writer.take(item);
  await writer.finish();
  await zip.add('verify.py', await readFile(new URL('../../../../packages/tlog/verify.py', import.meta.url)));
  await zip.add('README.txt', bundleReadme(writer.keys()));
  const files = zip.digests();
  await zip.add('manifest.json', `${JSON.stringify({ format: 'carrel-evidence/1', files }, null, 1)}\n`);
  await zip.close();
  return { files: Object.keys(files).length + 1, entries: writer.entries() };
}

function createZip(path: string) {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(path, { mode: 0o600 }));
  // A failure is told by `close`; until then it is nobody's unhandled one.
  written.catch(() => undefined);
  const digests: Record<string, string> = {};
  const add: AddFile = async (name, content) => {
    const bytes = Buffer.from(content);
    digests[name] = createHash('sha256').update(bytes).digest('hex');
    const { promise, resolve } = Promise.withResolvers<void>();
    // Its turn comes when what was added before is written: so no more than one file waits in memory.
    zip.addReadStreamLazy(name, { mode: 0o644 }, (give) => {
      const stream = Readable.from([bytes]);
      stream.once('close', resolve);
      give(null, stream);
    });
    await Promise.race([promise, written.then(() => undefined)]);
  };
  return {
    add,
    digests: () => ({ ...digests }),
    async close() {
      zip.end();
      await written;
    },
  };
}
