import type { Clock } from '@carrel/core';

/** Calls `make` at most once per `freshForMs`, and only once at a time. A failure is not remembered. */
export function createRemembered<Value>(
  deps: { readonly clock: Clock },
  options: { readonly freshForMs: number; readonly make: () => Promise<Value> },
): () => Promise<Value> {
  let kept: { readonly value: Value; readonly untilMs: number } | null = null;
  let running: Promise<Value> | null = null;
  const refresh = async (): Promise<Value> => {
    try {
      const value = await options.make();
      kept = { value, untilMs: deps.clock.monotonicMs() + options.freshForMs };
      return value;
    } finally {
      running = null;
    }
  };
  return () => {
    if (kept !== null && deps.clock.monotonicMs() < kept.untilMs) return Promise.resolve(kept.value);
    running ??= refresh();
    return running;
  };
}
