import type { RecordStore, VersionStep } from '@carrel/core';
import { LeaseLostError } from '../lease-lost-error.ts';

/** Moves the version one step, fenced by the lease's epoch. @throws LeaseLostError when the step hit no row. */
export async function advance(store: RecordStore, step: VersionStep): Promise<void> {
  const isDone = await store.transaction((repositories) => repositories.versions.advance(step));
  if (!isDone) throw new LeaseLostError(`the step from ${step.from} to ${step.to}`);
}
