import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { createInterface } from 'node:readline';

/** What one system call did to the disk. Paths are absolute. */
export type DiskOperation =
  | { readonly type: 'create'; readonly path: string; readonly isTruncated: boolean }
  | { readonly type: 'write'; readonly path: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly type: 'truncate'; readonly path: string; readonly length: number }
  | { readonly type: 'sync'; readonly path: string }
  | { readonly type: 'rename'; readonly from: string; readonly to: string }
  | { readonly type: 'link'; readonly from: string; readonly to: string }
  | { readonly type: 'remove'; readonly path: string }
  | { readonly type: 'make-folder'; readonly path: string };

/** The calls that are recorded: all by which a file, its name or its place on the disk changes. */
const tracedCalls = [
  'openat,open,creat,write,pwrite64,writev,pwritev,lseek,ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range',
  'rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat,copy_file_range,sendfile',
].join(',');
/** strace's options: all threads and processes, whole buffers, file names of descriptors, bytes in hex. */
export const traceOptions = ['-f', '--seccomp-bpf', '-y', '-xx', '-s', '100000000', '-e', `trace=${tracedCalls}`, '-e', 'signal=none'];

/** Reads the output of strace, in the order in which the calls ended, and gives those that change something under `root`. */
export async function* readTrace(tracePath: string, root: string): AsyncGenerator<DiskOperation> {
  const unfinished = new Map<string, string>();
  const positions = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(tracePath), crlfDelay: Number.POSITIVE_INFINITY })) {
    const [pid, rest] = splitOnce(line, ' ');
    const whole = joined(unfinished, pid, rest.trimStart());
    const call = whole === null ? null : parseCall(whole);
    if (call !== null && call.result >= 0) yield* operationsOf(call, { root, positions });
  }
}

interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly result: number;
  /** Of the descriptor that the call gave. */
  readonly resultPath: string | null;
}

/** A call that others interrupted is printed in two parts. Null: its second part is still to come. */
function joined(unfinished: Map<string, string>, pid: string, text: string): string | null {
  if (text.endsWith('<unfinished ...>')) {
    unfinished.set(pid, text.slice(0, -'<unfinished ...>'.length));
    return null;
  }
  const resumed = /^<\.\.\. \w+ resumed>/.exec(text);
  if (resumed === null) return text;
  const first = unfinished.get(pid) ?? '';
  unfinished.delete(pid);
  return first + text.slice(resumed[0].length);
}

function parseCall(text: string): Call | null {
  const open = text.indexOf('(');
  const end = text.lastIndexOf(') = ') >= 0 ? text.lastIndexOf(') = ') : text.lastIndexOf(')');
  const result = /\)\s+= (-?\d+)(<([^>]*)>)?/.exec(text.slice(end));
  if (open <= 0 || result === null) return null;
  return {
    name: text.slice(0, open),
    args: splitArguments(text.slice(open + 1, end)),
    result: Number(result[1]),
    resultPath: result[3] === undefined ? null : unescaped(result[3]),
  };
}

/** At commas outside of quotes and brackets. */
function splitArguments(text: string): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    else if (character === ',' && depth === 0) {
      args.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  args.push(text.slice(start).trim());
  return args;
}

interface TraceState {
  readonly root: string;
  /** Where the next plain write through a descriptor goes. */
  readonly positions: Map<string, number>;
}

type Reader = (call: Call, state: TraceState) => DiskOperation | null;

const inside = (path: string, { root }: TraceState) => path === root || path.startsWith(`${root}/`);
const folderArgument = (args: readonly string[], place: number) => pathOf(args[place] ?? '', args[place + 1] ?? '');

const readers: Readonly<Record<string, Reader>> = {
  openat: ({ args, result, resultPath }, state) => {
    const path = resultPath ?? folderArgument(args, 0);
    const flags = args[2] ?? '';
    state.positions.set(`${result} ${path}`, flags.includes('O_APPEND') ? Number.POSITIVE_INFINITY : 0);
    return flags.includes('O_CREAT') || flags.includes('O_TRUNC') ? { type: 'create', path, isTruncated: flags.includes('O_TRUNC') } : null;
  },
  write: ({ args, result }, state) => plainWrite(args, bytesOf(args[1] ?? '').subarray(0, result), state),
  writev: ({ args, result }, state) => plainWrite(args, bytesOf(args[1] ?? '').subarray(0, result), state),
  pwrite64: ({ args, result }) => positioned(args, bytesOf(args[1] ?? '').subarray(0, result), Number(args[3])),
  pwritev: ({ args, result }) => positioned(args, bytesOf(args[1] ?? '').subarray(0, result), Number(args[3])),
  lseek: ({ args, result }, state) => {
    state.positions.set(keyOf(args[0] ?? ''), result);
    return null;
  },
  ftruncate: ({ args }) => ({ type: 'truncate', path: fdPath(args[0] ?? ''), length: Number(args[1]) }),
  fsync: ({ args }) => ({ type: 'sync', path: fdPath(args[0] ?? '') }),
  fdatasync: ({ args }) => ({ type: 'sync', path: fdPath(args[0] ?? '') }),
  rename: ({ args }) => ({ type: 'rename', from: textOf(args[0] ?? ''), to: textOf(args[1] ?? '') }),
  renameat: ({ args }) => ({ type: 'rename', from: folderArgument(args, 0), to: folderArgument(args, 2) }),
  renameat2: ({ args }) => ({ type: 'rename', from: folderArgument(args, 0), to: folderArgument(args, 2) }),
  link: ({ args }) => ({ type: 'link', from: textOf(args[0] ?? ''), to: textOf(args[1] ?? '') }),
  linkat: ({ args }) => ({ type: 'link', from: folderArgument(args, 0), to: folderArgument(args, 2) }),
  unlink: ({ args }) => ({ type: 'remove', path: textOf(args[0] ?? '') }),
  unlinkat: ({ args }) => ({ type: 'remove', path: folderArgument(args, 0) }),
  rmdir: ({ args }) => ({ type: 'remove', path: textOf(args[0] ?? '') }),
  mkdir: ({ args }) => ({ type: 'make-folder', path: textOf(args[0] ?? '') }),
  mkdirat: ({ args }) => ({ type: 'make-folder', path: folderArgument(args, 0) }),
};

function* operationsOf(call: Call, state: TraceState): Generator<DiskOperation> {
  const reader = readers[call.name];
  if (reader === undefined) {
    // A call whose effect the model does not know: the result would be worth nothing.
    if (call.args.some((arg) => inside(fdPath(arg), state)))
      throw new Error(`${call.name} of a file of the data folder is not understood.`);
    return;
  }
  const operation = reader(call, state);
  if (operation === null) return;
  if (inside('path' in operation ? operation.path : operation.to, state)) yield operation;
}

function plainWrite(args: readonly string[], bytes: Buffer, { positions }: TraceState): DiskOperation {
  const key = keyOf(args[0] ?? '');
  const offset = positions.get(key) ?? 0;
  positions.set(key, offset + bytes.byteLength);
  return { type: 'write', path: fdPath(args[0] ?? ''), offset, bytes };
}

function positioned(args: readonly string[], bytes: Buffer, offset: number): DiskOperation {
  return { type: 'write', path: fdPath(args[0] ?? ''), offset, bytes };
}

/** `12<\x2f…>`: number and path. */
function keyOf(descriptor: string): string {
  return `${Number.parseInt(descriptor, 10)} ${fdPath(descriptor)}`;
}

function fdPath(descriptor: string): string {
  const path = /<([^>]*)>/.exec(descriptor)?.[1];
  return path === undefined ? '' : unescaped(path);
}

function pathOf(folder: string, name: string): string {
  const path = textOf(name);
  return path.startsWith('/') ? path : posix.join(fdPath(folder), path);
}

function textOf(quoted: string): string {
  return bytesOf(quoted).toString('utf8');
}

/** Of a quoted buffer, or of all in a list of them (`writev`). */
function bytesOf(text: string): Buffer {
  return Buffer.concat(
    [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => Buffer.from(hex.replaceAll(String.raw`\x`, ''), 'hex')),
  );
}

function unescaped(text: string): string {
  return text.includes(String.raw`\x`)
    ? Buffer.from(text.replaceAll(String.raw`\x`, ''), 'hex')
        .toString('utf8')
        .replace(/ \(deleted\)$/, '')
    : text;
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const place = text.indexOf(separator);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place)];
}
