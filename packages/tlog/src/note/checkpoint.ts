import { fromBase64, toBase64 } from '../hash/bytes.ts';
import { hashBytes } from '../tree/tree-hash.ts';

/** What a log says about itself: its name, how many entries it has, and the root over them (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Further lines, which whoever does not know them leaves aside. */
  readonly extensions: readonly string[];
}

/** The text that is signed. @throws TypeError for what cannot stand in a checkpoint. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  if (!isLine(origin) || extensions.some((line) => !isLine(line))) throw new TypeError('expected lines that are not empty');
  if (!Number.isSafeInteger(size) || size < 0) throw new TypeError(`expected a size of the tree, got ${size}`);
  if (root.length !== hashBytes) throw new TypeError(`expected a root of ${hashBytes} bytes, got ${root.length}`);
  return [origin, String(size), toBase64(root), ...extensions, ''].join('\n');
}

/** Null when the text is no checkpoint. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (!text.endsWith('\n')) return null;
  const [origin, size = '', encoded = '', ...extensions] = text.slice(0, -1).split('\n');
  const root = fromBase64(encoded);
  if (origin === undefined || !isLine(origin) || !/^(?:0|[1-9]\d*)$/.test(size) || root?.length !== hashBytes) return null;
  if (!Number.isSafeInteger(Number(size)) || extensions.some((line) => !isLine(line))) return null;
  return { origin, size: Number(size), root, extensions };
}

function isLine(line: string): boolean {
  return line !== '' && !line.includes('\n');
}
