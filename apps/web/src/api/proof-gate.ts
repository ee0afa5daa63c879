import type { Fetch } from '@carrel/contract';
import { z } from 'zod';

/** Somebody waits for the person to prove again to be themselves. */
export interface ProofRequest {
  readonly settle: (isProven: boolean) => void;
}

export interface ProofGate {
  /** Repeats a request that needs a fresh sign-in once the person has proved to be themselves. */
  readonly fetch: Fetch;
  /** Told of each request for a proof, and of its end (null). */
  subscribe(listener: (request: ProofRequest | null) => void): () => void;
}

const refusalSchema = z.object({ code: z.literal('FRESH_SIGN_IN_REQUIRED') });

/** What several requests wait for at once is asked once. */
export function createProofGate(send: Fetch): ProofGate {
  const listeners = new Set<(request: ProofRequest | null) => void>();
  let pending: Promise<boolean> | null = null;
  const tell = (request: ProofRequest | null) => {
    for (const listener of listeners) listener(request);
  };
  const askForProof = () => {
    pending ??= new Promise<boolean>((resolve) => tell({ settle: resolve })).finally(() => {
      pending = null;
      tell(null);
    });
    return pending;
  };
  return {
    async fetch(url, init) {
      const response = await send(url, init);
      if (response.status !== 403) return response;
      const refusal = refusalSchema.safeParse(
        await response
          .clone()
          .json()
          .catch(() => null),
      );
      if (!refusal.success || !(await askForProof())) return response;
      return send(url, init);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
