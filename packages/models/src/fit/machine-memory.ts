import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { MemoryPart } from './memory-needs.ts';
import { gibibyte } from './memory-needs.ts';

export interface GraphicsCard {
  readonly name: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** The machine that a model is to run on: this one, or one that somebody thinks of buying. */
export interface MachineMemory {
  readonly totalBytes: number;
  /** What the model cannot have: the system, programs beside it, Carrel itself. */
  readonly taken: readonly MemoryPart[];
  readonly cards: readonly GraphicsCard[];
  readonly threads: number;
}

/** API, ingest, audit and the index together; measured between 0.5 and 0.9 GiB at work. */
const carrelBytes = gibibyte;
const systemBytes = 1.5 * gibibyte;
/** A browser, mail and an office suite. */
const programsBytes = 2 * gibibyte;

const carrelPart: MemoryPart = { part: 'carrel', sizeBytes: carrelBytes, how: 'the other processes of Carrel: API, ingest, audit, index' };

/** A machine of which only its sizes are known, with people working on it. */
export function imaginedMachine(sizes: {
  readonly ramBytes: number;
  readonly cardBytes: readonly number[];
  readonly threads: number;
}): MachineMemory {
  return {
    totalBytes: sizes.ramBytes,
    taken: [
      { part: 'system', sizeBytes: systemBytes, how: 'the operating system' },
      { part: 'programs', sizeBytes: programsBytes, how: 'programs of people: a browser, mail, an office suite' },
      carrelPart,
    ],
    cards: sizes.cardBytes.map((bytes, index) => ({ name: `card ${index + 1}`, totalBytes: bytes, freeBytes: bytes })),
    threads: sizes.threads,
  };
}

/** This machine as it is now, within the limits of its container. `isCarrelRunning`: its share is among what is used already. */
export async function measuredMachine(options: { readonly isCarrelRunning: boolean }): Promise<MachineMemory> {
  const limitBytes = process.constrainedMemory();
  const totalBytes = limitBytes > 0 ? Math.min(limitBytes, totalmem()) : totalmem();
  const usedBytes = Math.max(0, totalBytes - process.availableMemory() - (await fileCacheBytes(limitBytes)));
  const used: MemoryPart = { part: 'used-by-others', sizeBytes: usedBytes, how: 'in use on this machine now' };
  return {
    totalBytes,
    taken: options.isCarrelRunning ? [used] : [used, carrelPart],
    cards: await graphicsCards(),
    threads: availableParallelism(),
  };
}

/**
 * In a container, what is counted as used holds pages of files that were read, which the system gives back whenever memory is
 * needed. Outside of one it counts them as free already.
 */
async function fileCacheBytes(limitBytes: number): Promise<number> {
  if (limitBytes === 0 || limitBytes >= totalmem()) return 0;
  const text = await readFile('/sys/fs/cgroup/memory.stat', 'utf8').catch(() => '');
  const value = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return Math.max(0, value('file') - value('shmem'));
}

const run = promisify(execFile);
const queryTimeoutMs = 3_000;
const mebibyte = 1024 ** 2;

/** NVIDIA's cards with their memory; none where its tool is not installed. */
async function graphicsCards(): Promise<readonly GraphicsCard[]> {
  try {
    const query = ['--query-gpu=name,memory.total,memory.free', '--format=csv,noheader,nounits'];
    const { stdout } = await run('nvidia-smi', query, { timeout: queryTimeoutMs });
    return parseCards(stdout);
  } catch {
    return [];
  }
}

/** Lines such as `NVIDIA L4, 23034, 22563` (MiB). */
export function parseCards(text: string): readonly GraphicsCard[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(?<name>.+), (?<total>\d+), (?<free>\d+)$/.exec(line.trim())?.groups;
    if (match === undefined) return [];
    return [{ name: match['name'] ?? '', totalBytes: Number(match['total']) * mebibyte, freeBytes: Number(match['free']) * mebibyte }];
  });
}
