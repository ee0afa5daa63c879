import type { EngineReply } from '../engine/engine-protocol.ts';

export interface RequestOptions {
  readonly signal: AbortSignal;
  readonly onReply: (reply: EngineReply) => void;
}

/** Requests that an engine has not finished yet, by id. */
export interface RequestTable {
  /** Sends with a fresh id; resolves or rejects when the request is settled. Aborting calls `cancel`, and waits for the engine. */
  open(send: (id: number) => void, options: RequestOptions): Promise<void>;
  reply(id: number, reply: EngineReply): void;
  /** @param error null: it is done. */
  settle(id: number, error: unknown): void;
  settleAll(error: unknown): void;
  /** Something was heard of the engine. */
  heard(): void;
}

interface Pending {
  readonly onReply: (reply: EngineReply) => void;
  readonly settle: (error: unknown) => void;
}

/** @param deps.stalled called when requests are open and nothing was heard for `stallTimeoutMs`. */
export function createRequestTable(
  deps: { readonly cancel: (id: number) => void; readonly stalled: () => void },
  options: { readonly stallTimeoutMs: number },
): RequestTable {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let stallTimer: NodeJS.Timeout | null = null;

  const heard = () => {
    if (stallTimer !== null) clearTimeout(stallTimer);
    stallTimer = pending.size === 0 ? null : setTimeout(deps.stalled, options.stallTimeoutMs);
  };
  const settle = (id: number, error: unknown) => {
    const request = pending.get(id);
    pending.delete(id);
    heard();
    request?.settle(error);
  };
  return {
    open: (send, { signal, onReply }) => {
      signal.throwIfAborted();
      const id = nextId;
      nextId += 1;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const onAbort = () => deps.cancel(id);
      signal.addEventListener('abort', onAbort, { once: true });
      pending.set(id, {
        onReply,
        settle: (error) => {
          signal.removeEventListener('abort', onAbort);
          if (error === null) resolve();
          else reject(signal.aborted ? signal.reason : error);
        },
      });
      heard();
      send(id);
      return promise;
    },
    reply: (id, reply) => pending.get(id)?.onReply(reply),
    settle,
    settleAll: (error) => {
      for (const id of pending.keys()) settle(id, error);
    },
    heard,
  };
}
