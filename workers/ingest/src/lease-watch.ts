import type { Logger, RecordStore, VersionId } from '@carrel/core';

export interface LeaseWatch {
  /**
   * Calls `onLost` soon after the lease was taken away: the version was cancelled or deleted, or somebody else has claimed it.
   * What it gives ends the watch.
   */
  watch(versionId: VersionId, onLost: () => void): () => void;
  close(): void;
}

const intervalMs = 1_000;

/** One look a second for all versions in work together, and none while there are none: what is cancelled stops within two. */
export function createLeaseWatch(
  deps: { readonly store: Pick<RecordStore, 'read'>; readonly logger: Logger },
  options: { readonly owner: string },
): LeaseWatch {
  const watched = new Map<VersionId, () => void>();
  let timer: NodeJS.Timeout | null = null;

  const look = async (): Promise<void> => {
    // What is taken up during the look may be missing from its answer.
    const before = [...watched];
    try {
      const held = await deps.store.read.versions.listHeld(options.owner);
      for (const [versionId, onLost] of before) if (!held.has(versionId) && watched.get(versionId) === onLost) onLost();
    } catch (error) {
      deps.logger.error('lease.watch-failed', error);
    }
    timer = watched.size === 0 ? null : setTimeout(() => void look(), intervalMs);
  };

  return {
    watch(versionId, onLost) {
      watched.set(versionId, onLost);
      timer ??= setTimeout(() => void look(), intervalMs);
      return () => {
        if (watched.get(versionId) === onLost) watched.delete(versionId);
      };
    },
    close() {
      watched.clear();
      if (timer) clearTimeout(timer);
    },
  };
}
