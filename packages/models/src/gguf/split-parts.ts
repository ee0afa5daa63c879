import { basename, dirname, join } from 'node:path';

const partName = /^(?<stem>.+)-(?<number>\d{5})-of-(?<count>\d{5})\.gguf$/;

export interface SplitPart {
  readonly stem: string;
  /** From 1. */
  readonly number: number;
  readonly count: number;
}

/** What the name of a part of a split file says (`NAME-00001-of-00003.gguf`); null for any other name. */
export function parseSplitPartName(path: string): SplitPart | null {
  const groups = partName.exec(basename(path))?.groups;
  const stem = groups?.['stem'];
  if (groups === undefined || stem === undefined) return null;
  return { stem, number: Number(groups['number']), count: Number(groups['count']) };
}

/** Paths of all the parts, in order; the path itself for a file that is not split. */
export function splitPartPaths(path: string): readonly string[] {
  const part = parseSplitPartName(path);
  if (part === null) return [path];
  const digits = (value: number) => String(value).padStart(5, '0');
  return Array.from({ length: part.count }, (_, index) =>
    join(dirname(path), `${part.stem}-${digits(index + 1)}-of-${digits(part.count)}.gguf`),
  );
}
