import { readFile } from 'node:fs/promises';

const pageBytes = 4096;

/** Resident memory of a process; null where the system does not say (then the limit of the JavaScript heap alone holds). */
export async function residentBytes(pid: number): Promise<number | null> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => null);
  const pages = Number(statm?.split(' ')[1]);
  return Number.isFinite(pages) && pages > 0 ? pages * pageBytes : null;
}
