import type { Repositories, VersionState, VersionStep } from '@carrel/core';
import { LeaseLostError } from '../lease-lost-error.ts';

/**
 * Moves the version along a row of states, fenced by the lease's epoch, within a transaction: states between which nothing
 * has to survive a crash share one commit. @throws LeaseLostError when a step hit no row.
 */
export async function advance(
  repositories: Pick<Repositories, 'versions'>,
  step: Omit<VersionStep, 'from' | 'to'> & { readonly along: readonly [VersionState, VersionState, ...VersionState[]] },
): Promise<void> {
  const { along, result, ...lease } = step;
  for (const [index, to] of along.slice(1).entries()) {
    const from = along[index];
    const isLast = index === along.length - 2;
    if (
      from === undefined ||
      !(await repositories.versions.advance({ ...lease, from, to, ...(isLast && result !== undefined && { result }) }))
    ) {
      throw new LeaseLostError(`the step to ${to}`);
    }
  }
}
