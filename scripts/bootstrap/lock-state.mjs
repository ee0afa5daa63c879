import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampName = '.carrel-install.json';

/**
 * Whether node_modules holds what package-lock.json says, on this platform.
 *
 * A stamp answers at once. Without one, the record that npm leaves in node_modules is compared entry by entry, so that an
 * install by hand counts too.
 */
export function isInstalled(root) {
  const lockText = readText(join(root, 'package-lock.json'));
  if (lockText === null || !existsSync(join(root, 'node_modules'))) return false;
  const stamp = stampOf(lockText);
  if (readText(join(root, 'node_modules', stampName)) === stamp) return true;
  const installedText = readText(join(root, 'node_modules', '.package-lock.json'));
  if (installedText === null) return false;
  if (!isSatisfied(JSON.parse(lockText).packages, JSON.parse(installedText).packages)) return false;
  writeStamp(root);
  return true;
}

/** Records that node_modules belongs to the present package-lock.json. */
export function writeStamp(root) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'node_modules', stampName), stampOf(readFileSync(join(root, 'package-lock.json'), 'utf8')));
}

/** Every package that must be there is there in the version of the lock; an optional one may be missing. */
export function isSatisfied(locked, installed) {
  return Object.entries(locked).every(([key, wanted]) => {
    if (!key.includes('node_modules/')) return true;
    const found = installed[key];
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity && Boolean(found.link) === Boolean(wanted.link);
  });
}

/** The packages of the lock that are meant for this platform, by their folder. */
export function foldersToInstall(root) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const platform = { os: process.platform, cpu: process.arch, libc: libc() };
  return Object.entries(lock.packages)
    .filter(([key, one]) => key.includes('node_modules/') && one.link !== true && isForPlatform(one, platform))
    .map(([key]) => key);
}

function isForPlatform(one, platform) {
  return isListed(one.os, platform.os) && isListed(one.cpu, platform.cpu) && isListed(one.libc, platform.libc);
}

function isListed(list, value) {
  if (list === undefined || value === null) return true;
  const words = [list].flat();
  if (words.some((word) => word.startsWith('!'))) return !words.includes(`!${value}`);
  return words.includes(value) || words.includes('any');
}

/** The C library of a Linux system, as its `ldd` names it; null elsewhere. */
function libc() {
  if (process.platform !== 'linux') return null;
  return /musl/i.test(readText('/usr/bin/ldd') ?? '') ? 'musl' : 'glibc';
}

function stampOf(lockText) {
  const lock = createHash('sha256').update(lockText).digest('hex');
  return `${JSON.stringify({ lock, platform: process.platform, arch: process.arch })}\n`;
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
