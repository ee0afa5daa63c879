import type { IndexSize } from '@carrel/core';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a table takes on the disk. A file that is removed meanwhile counts as nothing. */
export async function tableSize(tableFolder: string): Promise<IndexSize> {
  const entries = await readdir(tableFolder, { recursive: true, withFileTypes: true }).catch(() => []);
  let sizeBytes = 0;
  let versionCount = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    sizeBytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
    if (entry.parentPath.endsWith('_versions') && entry.name.endsWith('.manifest')) versionCount += 1;
  }
  return { sizeBytes, versionCount };
}
