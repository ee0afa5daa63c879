import type { CatalogueEntry } from '../catalogue/read-catalogue.ts';
import { bitsPerWeight } from './bits-per-weight.ts';
import { judgeFit } from './judge-fit.ts';
import type { MachineMemory } from './machine-memory.ts';
import type { LoadWishes } from './memory-needs.ts';
import type { ModelShape } from './model-shape.ts';
import { shapeOfEntry } from './model-shape.ts';

/** Something else that fits on the same machine. */
export interface FitAlternative {
  readonly kind: 'precision' | 'context' | 'model';
  readonly name: string;
  readonly precision: string | null;
  readonly contextTokens: number;
  readonly neededBytes: number;
}

const smallestContextTokens = 2_048;
const mostModels = 3;
/** Below three bits per weight the loss is so plain that a smaller model is the better choice. */
const leastBits = 3;

/** What fits instead: the same model in a lower precision, with a shorter context, and the largest other models. */
export function findAlternatives(
  wanted: { readonly shape: ModelShape; readonly wishes: LoadWishes; readonly role: CatalogueEntry['role'] },
  machine: MachineMemory,
  catalogue: readonly CatalogueEntry[],
): readonly FitAlternative[] {
  const { shape, wishes, role } = wanted;
  const others = catalogue
    .filter(
      (entry) =>
        entry.role === role &&
        entry.name !== shape.name &&
        entry.tuning !== 'base' &&
        entry.licenceDetail !== null &&
        entry.files.length > 0,
    )
    .flatMap((entry) => shapeOfEntry(entry) ?? [])
    .filter((other) => other.parameters < shape.parameters || shape.parameters === 0)
    .toSorted((left, right) => right.parameters - left.parameters)
    .flatMap((other) => ifFits('model', other, wishes, machine))
    .slice(0, mostModels);
  return [...lowerPrecision(shape, wishes, machine), ...shorterContext(shape, wishes, machine), ...others];
}

function lowerPrecision(shape: ModelShape, wishes: LoadWishes, machine: MachineMemory): readonly FitAlternative[] {
  const bitsNow = (shape.weightsBytes * 8) / shape.parameters;
  const candidates = [...bitsPerWeight]
    .filter(([, bits]) => bits < bitsNow * 0.98 && bits >= leastBits)
    .toSorted((left, right) => right[1] - left[1]);
  const fitting = candidates.flatMap(([precision, bits]) => {
    const scale = bits / bitsNow;
    const lower = {
      ...shape,
      precision,
      weightsBytes: Math.round(shape.weightsBytes * scale),
      activeBytes: Math.round(shape.activeBytes * scale),
    };
    return ifFits('precision', lower, wishes, machine);
  });
  return fitting.slice(0, 1);
}

function shorterContext(shape: ModelShape, wishes: LoadWishes, machine: MachineMemory): readonly FitAlternative[] {
  for (
    let contextTokens = Math.floor(wishes.contextTokens / 2);
    contextTokens >= smallestContextTokens;
    contextTokens = Math.floor(contextTokens / 2)
  ) {
    const found = ifFits('context', shape, { ...wishes, contextTokens }, machine);
    if (found.length > 0) return found;
  }
  return [];
}

function ifFits(kind: FitAlternative['kind'], shape: ModelShape, wishes: LoadWishes, machine: MachineMemory): readonly FitAlternative[] {
  const { verdict, neededBytes } = judgeFit(shape, wishes, machine);
  if (verdict === 'none') return [];
  return [{ kind, name: shape.name, precision: shape.precision, contextTokens: wishes.contextTokens, neededBytes }];
}
