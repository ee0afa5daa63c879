import { parseVerifierKey, type VerifierKey } from './key.ts';

/** A key with the sizes of the tree that it may sign: after a rotation the old key signs nothing larger. */
export interface RangedKey extends VerifierKey {
  /** Inclusive; 0 unless told. */
  readonly fromSize?: number;
  /** Inclusive; without an end unless told. */
  readonly toSize?: number;
}

/** A line of a file of keys: `name+id+key`, `name+id+key FROM` or `name+id+key FROM TO`. Null when it is none. */
export function parseKeyLine(line: string): RangedKey | null {
  const match = /^(\S+)(?: (\d{1,15})(?: (\d{1,15}))?)?$/.exec(line.trim());
  const key = parseVerifierKey(match?.[1] ?? '');
  if (key === null) return null;
  return {
    ...key,
    ...(match?.[2] !== undefined && { fromSize: Number(match[2]) }),
    ...(match?.[3] !== undefined && { toSize: Number(match[3]) }),
  };
}

/** Whether the key may sign a tree of this size. */
export function isInRange({ fromSize = 0, toSize = Number.MAX_SAFE_INTEGER }: RangedKey, size: number): boolean {
  return fromSize <= size && size <= toSize;
}
