import { join, normalize, sep } from 'node:path';

/** Null for a path that leads out of the folder or is no text. */
export function placeOf(root: string, urlPath: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  const place = normalize(join(root, decoded));
  return decoded.includes('\0') || !(place === root || place.startsWith(`${root}${sep}`)) ? null : place.replace(/[/\\]+$/, '');
}
