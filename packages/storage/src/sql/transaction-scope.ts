import { AsyncLocalStorage } from 'node:async_hooks';
import { CarrelError } from '@carrel/core';

/**
 * Knows whether the running code is inside a transaction's function.
 *
 * A write beside the open transaction, from within its own function, would wait in SQLite for a lock that the function
 * itself holds, and in PostgreSQL it would be committed although the transaction fails. Both are mistakes of the caller;
 * saying so at once is better than a program that stands still.
 */
export interface TransactionScope {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** @throws INTERNAL inside a transaction's function. */
  assertOutside(what: string): void;
}

export function createTransactionScope(): TransactionScope {
  const inside = new AsyncLocalStorage<true>();
  return {
    run: (work) => inside.run(true, work),
    assertOutside(what) {
      if (inside.getStore())
        throw new CarrelError('INTERNAL', { message: `${what} inside a transaction: use the repositories that it was given` });
    },
  };
}
