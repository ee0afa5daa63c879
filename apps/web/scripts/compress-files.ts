import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

/** Text that is fetched by address; fonts and pictures are compressed already. */
const extensions: ReadonlySet<string> = new Set(['.js', '.mjs', '.css', '.svg', '.wasm']);
/** Below this a smaller file saves no packet. */
const minSizeBytes = 1024;

/** Writes `NAME.br` beside each file that is worth it, once and as small as can be; the server sends it to browsers that read it. */
export async function compressFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && extensions.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths) {
    const bytes = await readFile(path);
    if (bytes.length < minSizeBytes) continue;
    await writeFile(`${path}.br`, await compress(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
  }
}
