import { unlessMissing } from '@carrel/core';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const zonesFolder = (root: string) => join(root, 'zones');

/** Where the table of a strict zone lies: a folder like that of the shared table, with a manifest of its own. */
export function zoneFolder(root: string, zoneKey: number): string {
  return join(zonesFolder(root), zoneKey.toFixed(0));
}

/** The zones that have a folder, in ascending order. */
export async function listZones(root: string): Promise<readonly number[]> {
  const names = await unlessMissing(readdir(zonesFolder(root)), []);
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((one, other) => one - other);
}
