import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CarrelError, isMissingFile } from '@carrel/core';
import { toHex, fromHex, type WitnessedTree } from '@carrel/tlog';
import { z } from 'zod';

/** The newest tree of each log that the witness has cosigned, in one small file. */
export interface WitnessState {
  find(origin: string): WitnessedTree | null;
  /** Resolves when it is durable: only then may the cosignature leave. A smaller tree than the one before is refused. */
  keep(origin: string, tree: WitnessedTree): Promise<void>;
}

const stateSchema = z.record(z.string(), z.object({ size: z.int().nonnegative(), rootHash: z.string().regex(/^[0-9a-f]{64}$/) }));

/** @throws INVALID_CONFIGURATION when the file is there but cannot be read: a witness that forgets is none. */
export async function openWitnessState(path: string): Promise<WitnessState> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const trees = new Map(Object.entries(await readState(path)));
  return {
    find(origin) {
      const tree = trees.get(origin);
      const root = fromHex(tree?.rootHash ?? '');
      return tree === undefined || root === null ? null : { size: tree.size, root };
    },
    async keep(origin, { size, root }) {
      if (size < (trees.get(origin)?.size ?? 0))
        throw new CarrelError('CONFLICT', { message: `A larger tree of ${origin} was cosigned already.` });
      const next = { ...Object.fromEntries(trees), [origin]: { size, rootHash: toHex(root) } };
      await writeDurably(path, `${JSON.stringify(next, null, 1)}\n`);
      trees.set(origin, { size, rootHash: toHex(root) });
    },
  };
}

async function readState(path: string): Promise<z.infer<typeof stateSchema>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissingFile(error)) return {};
    throw error;
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: `The witness's state in ${path} cannot be read. Restore it from a backup.`,
      cause: error,
    });
  }
}

/** Under another name first, then renamed: after a power cut there is the old state or the new one. */
async function writeDurably(path: string, text: string): Promise<void> {
  const temporaryPath = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const file = await open(temporaryPath, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporaryPath, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
