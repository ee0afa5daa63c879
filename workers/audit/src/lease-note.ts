import { readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Logger, NamedLease, RecordStore } from '@carrel/core';
import { z } from 'zod';

const noteSchema = z.object({
  host: z.string(),
  pid: z.int().positive(),
  lease: z.object({ name: z.string(), owner: z.string(), epoch: z.int() }),
});

/**
 * A note beside the socket that says which process holds the sequencer's lease.
 *
 * A process that was killed cannot give its lease back, and everybody would wait until it ends. Whoever comes next on the
 * same machine reads here who it was, sees that this process is gone, and gives the lease back for it. That is safe even
 * when it errs: a released lease has another epoch when it is taken next, so whoever held it before writes nothing any more.
 */
export interface LeaseNote {
  write(lease: NamedLease): Promise<void>;
  /** Gives the lease of a dead process of this machine back. */
  releaseDead(): Promise<void>;
  remove(): Promise<void>;
}

export function createLeaseNote(
  deps: { readonly store: RecordStore; readonly logger: Logger },
  options: { readonly path: string },
): LeaseNote {
  const { path } = options;
  return {
    async write(lease) {
      const temporaryPath = `${path}.${process.pid}.tmp`;
      await writeFile(temporaryPath, JSON.stringify({ host: hostname(), pid: process.pid, lease }), { mode: 0o600 });
      await rename(temporaryPath, path);
    },
    async releaseDead() {
      const note = await readNote(path);
      if (note === null || note.host !== hostname() || isAlive(note.pid)) return;
      await deps.store.transaction((repositories) => repositories.leases.release(note.lease));
      deps.logger.info('audit.lease-released', { pid: note.pid, leaseEpoch: note.lease.epoch });
    },
    async remove() {
      await unlink(path).catch(() => undefined);
    },
  };
}

/** Null when there is none, or none that makes sense: then the lease ends by itself. */
async function readNote(path: string): Promise<z.infer<typeof noteSchema> | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  // In a container every first process has the same number. This one has written no note yet.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
