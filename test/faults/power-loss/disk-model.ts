import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { DiskOperation } from './read-trace.ts';

/** What was done to a file since it was last put on the disk. */
type PendingWrite = { readonly offset: number; readonly bytes: Buffer } | { readonly length: number };

interface FileNode {
  /** As programs see it. */
  bytes: Buffer;
  size: number;
  /** As it was when it was synced last; empty when it never was. */
  durable: Buffer;
  pending: PendingWrite[];
}
type Node = FileNode | 'folder';

/** A name that came, changed or went in a folder since the folder was synced. */
interface PendingName {
  readonly path: string;
  readonly node: Node | null;
}

/**
 * A disk with a power switch. Strict POSIX: bytes are on it when their file was synced, names when their folder was; whatever
 * is later is there, or not, in the order in which it was done to one file or one folder, and in no order between two of them.
 */
export interface DiskModel {
  apply(operation: DiskOperation): void;
  /**
   * Writes what a power cut at this moment leaves into an empty folder.
   * @param keep how much of what was not synced has come onto the disk all the same: asked for each file and folder, 0…1.
   */
  materialise(target: string, keep: () => number): Promise<void>;
}

/** @param folders within `root` that are there from the beginning. */
export function createDiskModel(root: string, folders: readonly string[]): DiskModel {
  const first = [root, ...folders.map((name) => join(root, name))].map((path): [string, Node] => [path, 'folder']);
  const names = new Map<string, Node>(first);
  const durableNames = new Map<string, Node>(first);
  const pendingNames = new Map<string, PendingName[]>();

  const setName = (path: string, node: Node | null): void => {
    if (node === null) names.delete(path);
    else names.set(path, node);
    const folder = dirname(path);
    pendingNames.set(folder, [...(pendingNames.get(folder) ?? []), { path, node }]);
  };
  const move = (from: string, to: string): void => {
    const node = names.get(from);
    if (node === undefined) return;
    // Folders are not renamed here; a file keeps what was done to it.
    setName(to, node);
    setName(from, null);
  };
  const sync = (path: string): void => {
    const node = names.get(path);
    if (node === 'folder') {
      for (const { path: name, node: named } of pendingNames.get(path) ?? []) putName(durableNames, name, named);
      pendingNames.delete(path);
    } else if (node !== undefined) {
      node.durable = Buffer.from(node.bytes.subarray(0, node.size));
      node.pending = [];
    }
  };

  const create = (path: string, isTruncated: boolean): void => {
    const known = names.get(path);
    if (known === undefined) setName(path, { bytes: Buffer.alloc(0), size: 0, durable: Buffer.alloc(0), pending: [] });
    else if (known !== 'folder' && isTruncated) change(known, { length: 0 });
  };
  const write = (path: string, writeOf: (file: FileNode) => PendingWrite): void => {
    const node = names.get(path);
    if (node !== undefined && node !== 'folder') change(node, writeOf(node));
  };
  const effects: { readonly [Type in DiskOperation['type']]: (operation: Extract<DiskOperation, { type: Type }>) => void } = {
    create: ({ path, isTruncated }) => create(path, isTruncated),
    // An endless offset: at the end (`O_APPEND`).
    write: ({ path, offset, bytes }) => write(path, ({ size }) => ({ offset: Number.isFinite(offset) ? offset : size, bytes })),
    truncate: ({ path, length }) => write(path, () => ({ length })),
    sync: ({ path }) => sync(path),
    rename: ({ from, to }) => move(from, to),
    link: ({ from, to }) => {
      const node = names.get(from);
      if (node !== undefined) setName(to, node);
    },
    remove: ({ path }) => setName(path, null),
    'make-folder': ({ path }) => {
      if (!names.has(path)) setName(path, 'folder');
    },
  };

  return {
    apply: (operation) => {
      const effect = effects[operation.type] as (one: DiskOperation) => void;
      effect(operation);
    },

    async materialise(target, keep) {
      const left = new Map(durableNames);
      for (const changes of pendingNames.values())
        for (const { path, node } of changes.slice(0, Math.round(keep() * changes.length))) putName(left, path, node);
      await rm(target, { recursive: true, force: true });
      await mkdir(target, { recursive: true });
      const written = new Map<FileNode, Buffer>();
      for (const [path, node] of [...left].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
        // A name in a folder whose own name is not on the disk leads nowhere.
        if (path === root || left.get(dirname(path)) !== 'folder') {
          if (path !== root) left.delete(path);
          continue;
        }
        const place = join(target, relative(root, path));
        if (node === 'folder') await mkdir(place, { recursive: true, mode: 0o700 });
        else {
          const bytes = written.get(node) ?? survivingBytes(node, keep());
          written.set(node, bytes);
          await writeFile(place, bytes, { mode: 0o600 });
        }
      }
    },
  };
}

function putName(into: Map<string, Node>, path: string, node: Node | null): void {
  if (node === null) into.delete(path);
  else into.set(path, node);
}

function change(file: FileNode, write: PendingWrite): void {
  file.pending.push(write);
  const state = applied({ bytes: file.bytes, size: file.size }, write);
  file.bytes = state.bytes;
  file.size = state.size;
}

function survivingBytes(file: FileNode, part: number): Buffer {
  let state: { bytes: Buffer; size: number } = { bytes: Buffer.from(file.durable), size: file.durable.byteLength };
  for (const write of file.pending.slice(0, Math.round(part * file.pending.length))) state = applied(state, write);
  return state.bytes.subarray(0, state.size);
}

function applied({ bytes, size }: { readonly bytes: Buffer; readonly size: number }, write: PendingWrite): { bytes: Buffer; size: number } {
  if ('length' in write) {
    const grown = withRoom(bytes, write.length);
    if (write.length > size) grown.fill(0, size, write.length);
    return { bytes: grown, size: write.length };
  }
  const end = write.offset + write.bytes.byteLength;
  const grown = withRoom(bytes, end);
  if (write.offset > size) grown.fill(0, size, write.offset);
  write.bytes.copy(grown, write.offset);
  return { bytes: grown, size: Math.max(size, end) };
}

function withRoom(bytes: Buffer, length: number): Buffer {
  if (bytes.byteLength >= length) return bytes;
  const grown = Buffer.alloc(Math.max(length, bytes.byteLength * 2));
  bytes.copy(grown);
  return grown;
}
