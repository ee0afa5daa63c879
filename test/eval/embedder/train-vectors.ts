import { dot } from './principal-axes.ts';

export interface TrainingPair {
  /** Word pieces of a text. */
  readonly pieces: readonly number[];
  /** What the teacher says of it, at length 1. */
  readonly target: Float32Array;
}

export interface TrainingOptions {
  readonly epochs: number;
  /** Pairs whose targets are each other's wrong answers. */
  readonly batchSize: number;
  readonly learningRate: number;
  /** Of the contrast within a batch. */
  readonly temperature: number;
  readonly contrastWeight: number;
  readonly onEpoch: (epoch: number, meanCosine: number) => void;
}

/**
 * Moves the vectors of pieces until their sums point where the teacher's vectors of whole texts do: the loss is one minus the
 * cosine, plus a contrast with the other targets of the batch. Adam over the rows that a batch touches; in place, deterministic.
 *
 * @param table `pieces × dimensions`, row by row.
 */
export function trainVectors(table: Float32Array, dimensions: number, pairs: readonly TrainingPair[], options: TrainingOptions): void {
  const optimiser = createAdam(table, dimensions, options.learningRate);
  const order = pairs.map((_pair, index) => index);
  const random = createRandom(7);
  for (let epoch = 1; epoch <= options.epochs; epoch += 1) {
    shuffle(order, random);
    let cosines = 0;
    for (let start = 0; start + 1 < order.length; start += options.batchSize) {
      const batch = order.slice(start, start + options.batchSize).flatMap((index) => pairs[index] ?? []);
      cosines += trainBatch({ table, dimensions, batch, options, optimiser });
    }
    options.onEpoch(epoch, cosines / order.length);
  }
}

function trainBatch(input: {
  readonly table: Float32Array;
  readonly dimensions: number;
  readonly batch: readonly TrainingPair[];
  readonly options: TrainingOptions;
  readonly optimiser: Adam;
}): number {
  const { table, dimensions, batch, options, optimiser } = input;
  const gradients = new Map<number, Float32Array>();
  let cosines = 0;
  for (const [at, { pieces, target }] of batch.entries()) {
    const { unit, norm } = sumOf(table, dimensions, pieces);
    cosines += dot(unit, target);
    const pull = pullOf({ unit, at, batch, options });
    const along = dot(pull, unit);
    for (let index = 0; index < dimensions; index += 1) pull[index] = ((pull[index] ?? 0) - along * (unit[index] ?? 0)) / norm;
    for (const piece of pieces) {
      let gradient = gradients.get(piece);
      if (gradient === undefined) gradients.set(piece, (gradient = new Float32Array(dimensions)));
      for (let index = 0; index < dimensions; index += 1) gradient[index] = (gradient[index] ?? 0) + (pull[index] ?? 0);
    }
  }
  optimiser.step(gradients);
  return cosines;
}

function sumOf(table: Float32Array, dimensions: number, pieces: readonly number[]): { readonly unit: Float32Array; readonly norm: number } {
  const sum = new Float32Array(dimensions);
  for (const piece of pieces) {
    const row = piece * dimensions;
    for (let index = 0; index < dimensions; index += 1) sum[index] = (sum[index] ?? 0) + (table[row + index] ?? 0);
  }
  const norm = Math.sqrt(dot(sum, sum)) || 1;
  return { unit: sum.map((value) => value / norm), norm };
}

/** The gradient of the loss with respect to the text's unit vector. */
function pullOf(input: {
  readonly unit: Float32Array;
  readonly at: number;
  readonly batch: readonly TrainingPair[];
  readonly options: TrainingOptions;
}): Float32Array {
  const { unit, at, batch, options } = input;
  const { temperature, contrastWeight } = options;
  const scores = batch.map(({ target }) => dot(unit, target) / temperature);
  const highest = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - highest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  const pull = new Float32Array(unit.length);
  for (const [other, { target }] of batch.entries()) {
    const share = (exponentials[other] ?? 0) / total;
    const isOwn = other === at;
    const weight = (contrastWeight / temperature) * (share - (isOwn ? 1 : 0)) - (isOwn ? 1 : 0);
    if (Math.abs(weight) < leastWeight) continue;
    for (let index = 0; index < pull.length; index += 1) pull[index] = (pull[index] ?? 0) + weight * (target[index] ?? 0);
  }
  return pull;
}

/** Targets that pull less than this are left out: most of a batch is far away. */
const leastWeight = 1e-3;

interface Adam {
  step(gradients: ReadonlyMap<number, Float32Array>): void;
}

/** @see https://arxiv.org/abs/1412.6980, with moments that move only when a row is touched. */
function createAdam(table: Float32Array, dimensions: number, learningRate: number): Adam {
  const [first, second] = [new Float32Array(table.length), new Float32Array(table.length)];
  const steps = new Uint32Array(table.length / dimensions);
  const [keepFirst, keepSecond, least] = [0.9, 0.999, 1e-8];
  return {
    step(gradients) {
      for (const [piece, gradient] of gradients) {
        const step = (steps[piece] = (steps[piece] ?? 0) + 1);
        const [firstRest, secondRest] = [1 - keepFirst ** step, 1 - keepSecond ** step];
        for (let index = 0; index < dimensions; index += 1) {
          const at = piece * dimensions + index;
          const slope = gradient[index] ?? 0;
          const mean = (first[at] = keepFirst * (first[at] ?? 0) + (1 - keepFirst) * slope);
          const square = (second[at] = keepSecond * (second[at] ?? 0) + (1 - keepSecond) * slope * slope);
          table[at] = (table[at] ?? 0) - (learningRate * (mean / firstRest)) / (Math.sqrt(square / secondRest) + least);
        }
      }
    },
  };
}

/** Mulberry32: the same numbers on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle(order: number[], random: () => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
}
