import { readFile } from 'node:fs/promises';
import { createWitnessRelay, type AuditTrail, type WitnessRelay } from '@carrel/audit';
import type { Clock, Logger, RecordStore } from '@carrel/core';
import { CarrelError, systemActor } from '@carrel/core';
import { parseWitnessPolicy } from '@carrel/tlog';
import { createPostToWitness } from './post-to-witness.ts';

export interface RunningWitnessRelay {
  readonly relay: WitnessRelay;
  stop(): Promise<void>;
}

/** Short against the ages that matter, long against the second in which checkpoints follow each other. */
const askMs = 5_000;

/**
 * Asks the witnesses of the policy file from now on.
 * @returns null without a file. @throws INVALID_CONFIGURATION when it is no policy.
 */
export async function runWitnessRelay(
  deps: {
    readonly store: RecordStore;
    readonly audit: AuditTrail;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly checkHost: (host: string) => Promise<unknown>;
  },
  policyFile: string | null,
): Promise<RunningWitnessRelay | null> {
  if (policyFile === null) return null;
  const text = await readFile(policyFile, 'utf8').catch((error: unknown) => {
    throw new CarrelError('INVALID_CONFIGURATION', { message: `CARREL_AUDIT_WITNESS_POLICY: ${policyFile} cannot be read.`, cause: error });
  });
  const policy = parseWitnessPolicy(text);
  if (policy === null)
    throw new CarrelError('INVALID_CONFIGURATION', {
      message: `CARREL_AUDIT_WITNESS_POLICY: expected a policy (C2SP tlog-policy) in ${policyFile}, with lines "witness NAME KEY URL" and a line "quorum NAME".`,
    });
  const { store, audit } = deps;
  const onMissing = async () =>
    void (await store.transaction((transaction) =>
      audit.record(transaction, systemActor('api', 'witness-relay'), { type: 'checkpoint.witness_missing' }),
    ));
  const relay = createWitnessRelay({ ...deps, postTo: createPostToWitness(deps.checkHost), onMissing }, policy);
  let running: Promise<void> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    running = relay.ask().finally(() => {
      isBusy = false;
    });
  }, askMs);
  timer.unref();
  return {
    relay,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
