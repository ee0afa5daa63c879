import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { delimiter, join } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { runProcess } from './run-process.mjs';

const neededMajor = 24;

/**
 * Makes sure that the rest runs on Node 24: true when this process may go on, false when another one did the work (its exit
 * status is then this process's).
 *
 * @param args the arguments with which to start again under another Node.
 */
export async function enterNode24(root, args) {
  useCompileCache(root);
  if (majorOf(process.versions.node) >= neededMajor) return true;
  const bundled = bundledNode(root);
  if (bundled === null) {
    throw new PlainError(
      `Carrel runs on Node ${neededMajor} or newer; this is Node ${process.versions.node}, and no Node ${neededMajor} is packaged for ${process.platform} on ${process.arch}. ` +
        'Install it from nodejs.org and run the command again.',
    );
  }
  process.exitCode = await runProcess(bundled, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: process.env });
  return false;
}

/** The Node that came with the packages; null when there is none for this platform. */
export function bundledNode(root) {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const names = [
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ];
  return names.map((name) => join(root, 'node_modules', name, 'bin', file)).find((path) => existsSync(path)) ?? null;
}

/** Compiled code is kept between starts, for this process and those that it starts. */
function useCompileCache(root) {
  const folder = join(root, 'node_modules', '.cache', 'carrel-compile');
  process.env.NODE_COMPILE_CACHE ??= folder;
  nodeModule.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  const bin = join(root, 'node_modules', '.bin');
  if (!(process.env.PATH ?? '').split(delimiter).includes(bin)) process.env.PATH = `${bin}${delimiter}${process.env.PATH ?? ''}`;
}

function majorOf(version) {
  return Number(version.split('.')[0]);
}
