/** Longest path of a document, in UTF-16 code units. */
const maxPathLength = 1000;
const maxSegmentLength = 255;
/** Control characters, and the marks that turn the direction of text around: a path with them does not look like what it is. */
const hiddenCharacters = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/**
 * The place of a document from the path or file name that a client sent: slashes, no empty or `.` segments, Unicode NFC,
 * so that one place has one name. Null for what is no place: an empty path, `..`, hidden characters, half characters, or
 * more than 1,000 characters (255 a segment).
 */
export function normalisePath(sent: string): string | null {
  if (!sent.isWellFormed()) return null;
  const segments = sent
    .normalize('NFC')
    .replaceAll('\\', '/')
    .split('/')
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '' && segment !== '.');
  const path = segments.join('/');
  const isPlace =
    path !== '' && path.length <= maxPathLength && segments.every((segment) => segment !== '..' && segment.length <= maxSegmentLength);
  return isPlace && !hiddenCharacters.test(path) ? path : null;
}

/** The last segment: what the file is called. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
