import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { FileFailure } from './subject-protocol.ts';

type AnyFunction = (...input: never[]) => Promise<unknown>;

/** What Carrel's own code asks of the file system. SQLite and LanceDB do it in native code, which this does not reach. */
const folderOperations = ['open', 'mkdir', 'rename', 'rm', 'readdir', 'readFile', 'writeFile', 'stat', 'lstat', 'realpath'] as const;
const handleOperations = ['sync', 'write', 'writeFile', 'read', 'readFile', 'stat'] as const;

let left = 0;
let failure: FileFailure['code'] = 'EIO';
let onFailure: (name: string, path: string) => void = () => undefined;
let isInstalled = false;

/** The n-th operation from now on fails with that code; 0: none fails any more. */
export function failFileOperation(order: FileFailure, listener: (name: string, path: string) => void): void {
  left = order.number;
  failure = order.code;
  onFailure = listener;
  if (!isInstalled) install();
  isInstalled = true;
}

function maybeFail(name: string, path: string): void {
  if (left === 0) return;
  left -= 1;
  if (left > 0) return;
  onFailure(name, path);
  throw Object.assign(new Error(`${failure}: planted in ${name}`), { code: failure, syscall: name });
}

function install(): void {
  for (const name of folderOperations) replace(fs, name, (first) => (typeof first === 'string' ? first : ''));
  syncBuiltinESMExports();
  const open = fs.open;
  let isPrototypeKnown = false;
  const withHandles = async (...input: Parameters<typeof open>) => {
    const handle = await open(...input);
    if (!isPrototypeKnown)
      for (const name of handleOperations) replace(Object.getPrototypeOf(handle) as typeof handle, name, () => 'handle');
    isPrototypeKnown = true;
    return handle;
  };
  fs.open = withHandles;
  syncBuiltinESMExports();
}

function replace<Target extends object>(target: Target, name: keyof Target & string, pathOf: (first: unknown) => string): void {
  const real = target[name] as AnyFunction;
  const replaced = async function replaced(this: Target, ...input: never[]): Promise<unknown> {
    maybeFail(name, pathOf(input[0]));
    return real.apply(this, input);
  };
  target[name] = replaced as Target[typeof name];
}
