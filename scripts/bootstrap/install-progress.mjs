import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { foldersToInstall } from './lock-state.mjs';
import { otherPackageMegabytes, packageMegabytes } from './package-sizes.mjs';

/**
 * Follows an install by looking at what lies in node_modules.
 *
 * @returns `look()`, which gives `{ placed, total, share }`: packages that lie there, all of them, and the share by size.
 */
export function createInstallProgress(root) {
  const packages = foldersToInstall(root).map((folder) => ({ folder, megabytes: knownMegabytes(folder), isPlaced: false }));
  const totalMegabytes = packages.reduce((sum, one) => sum + (one.megabytes ?? otherPackageMegabytes), 0);
  const doneOf = (one) => {
    const megabytes = one.megabytes ?? otherPackageMegabytes;
    if (one.isPlaced) return megabytes;
    const path = join(root, one.folder);
    if (!existsSync(join(path, 'package.json'))) return 0;
    const share = one.megabytes === null ? 1 : Math.min(1, folderBytes(path) / (one.megabytes * 1_000_000));
    one.isPlaced = share > 0.97;
    return megabytes * share;
  };
  return {
    look() {
      const doneMegabytes = packages.reduce((sum, one) => sum + doneOf(one), 0);
      return {
        placed: packages.filter((one) => one.isPlaced).length,
        total: packages.length,
        share: Math.min(0.99, doneMegabytes / totalMegabytes),
      };
    },
  };
}

function knownMegabytes(folder) {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return Object.hasOwn(packageMegabytes, name) ? packageMegabytes[name] : null;
}

function folderBytes(path) {
  let bytes = 0;
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath ?? entry.path, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
