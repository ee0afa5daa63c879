import type { MachineMemory } from './machine-memory.ts';
import type { LoadWishes, MemoryPart } from './memory-needs.ts';
import { engineBytes, memoryNeeds, totalBytes } from './memory-needs.ts';
import type { ModelShape } from './model-shape.ts';

export const fitVerdicts = ['gpu', 'gpu-layers', 'cpu', 'none'] as const;
export type FitVerdict = (typeof fitVerdicts)[number];

export interface Fit {
  readonly verdict: FitVerdict;
  readonly wishes: LoadWishes;
  /** Layers on the graphics card; null unless the verdict is `gpu-layers`. */
  readonly gpuLayers: number | null;
  /** Tokens in a second, roughly; null where a graphics card decides. */
  readonly tokensPerSecond: number | null;
  /** What it takes, part by part, and what else is in that memory. Adds up to `neededBytes`. */
  readonly sum: readonly MemoryPart[];
  readonly neededBytes: number;
  /** Memory of the machine, or of its cards when the verdict is `gpu`. */
  readonly availableBytes: number;
}

/** The driver's share of a card, and what is lost between buffers. */
const reservePerCardBytes = 0.6 * 1024 ** 3;
/** Bytes of weights that one thread reads in a second, and all together at most: two channels of DDR4 (measured 2026-11-20: 7.4e9 with 2 threads). */
const bytesPerThreadSecond = 3.7e9;
const bytesPerSecond = 30e9;

/** Whether and where the model fits; never more than the memory that is there. */
export function judgeFit(shape: ModelShape, wishes: LoadWishes, machine: MachineMemory): Fit {
  const needs = memoryNeeds(shape, wishes);
  const onCards = judgeCards(shape, wishes, { needs, machine });
  if (onCards?.verdict === 'gpu') return onCards;
  const inMemory: readonly MemoryPart[] = [...needs, enginePart, ...machine.taken];
  const neededBytes = totalBytes(inMemory);
  if (onCards !== null) return onCards;
  const cardBytes = machine.cards.reduce((sum, card) => sum + card.freeBytes, 0);
  const fits = neededBytes <= machine.totalBytes;
  return {
    verdict: fits ? 'cpu' : 'none',
    wishes,
    gpuLayers: null,
    tokensPerSecond: fits ? speedOf(shape, machine.threads) : null,
    sum: inMemory,
    neededBytes,
    availableBytes: fits ? machine.totalBytes : machine.totalBytes + cardBytes,
  };
}

const enginePart: MemoryPart = { part: 'engine', sizeBytes: engineBytes, how: 'the process that runs the model' };

/** Null: the cards do not help. */
function judgeCards(
  shape: ModelShape,
  wishes: LoadWishes,
  { needs, machine }: { readonly needs: readonly MemoryPart[]; readonly machine: MachineMemory },
): Fit | null {
  const { cards } = machine;
  if (cards.length === 0) return null;
  const reserve: MemoryPart = {
    part: 'gpu-reserve',
    sizeBytes: cards.length * reservePerCardBytes,
    how: `the driver on ${cards.length === 1 ? 'the card' : `${cards.length} cards`}`,
  };
  const freeBytes = cards.reduce((sum, card) => sum + card.freeBytes, 0);
  const sum = [...needs, reserve];
  const base = { wishes, tokensPerSecond: null, sum, neededBytes: totalBytes(sum), availableBytes: freeBytes };
  if (base.neededBytes <= freeBytes) return { ...base, verdict: 'gpu', gpuLayers: null };
  const [weights, context, compute] = ['weights', 'context', 'compute'].map((name) => sizeOf(needs, name));
  const layerBytes = ((weights ?? 0) + (context ?? 0)) / (shape.layers + 1);
  const layers = Math.min(shape.layers, Math.floor((freeBytes - reserve.sizeBytes - (compute ?? 0)) / layerBytes));
  if (layers < 1) return null;
  const restBytes = totalBytes([...needs, enginePart, ...machine.taken]) - layers * layerBytes;
  if (restBytes > machine.totalBytes) return null;
  const all = [...sum, enginePart, ...machine.taken];
  return {
    ...base,
    sum: all,
    neededBytes: totalBytes(all),
    availableBytes: freeBytes + machine.totalBytes,
    verdict: 'gpu-layers',
    gpuLayers: layers,
  };
}

function sizeOf(parts: readonly MemoryPart[], name: string): number {
  return parts.find((part) => part.part === name)?.sizeBytes ?? 0;
}

/** Writing is as fast as the weights can be read: each token needs all that are active once. */
function speedOf(shape: ModelShape, threads: number): number {
  const speed = Math.min(bytesPerSecond, threads * bytesPerThreadSecond) / shape.activeBytes;
  return speed >= 10 ? Math.round(speed) : Number(speed.toPrecision(2));
}
