import type { AccessGround, Clock, Logger, RecordStore } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { Caller } from './caller.ts';

/** Watches over responses that last: whoever loses the right to be here is cut off within a second. */
export interface AccessWatch {
  /** Calls `onEnd` once when the person is switched off or their session or key ends; the returned function stops the watching. */
  watch(caller: Caller, onEnd: () => void): () => void;
  close(): void;
}

const intervalMs = 400;

interface Watched {
  readonly ground: AccessGround;
  readonly onEnd: () => void;
}

/** One question to SQL every 400 ms for all that is watched together, and none while nothing is. So it holds across processes too. */
export function createAccessWatch({
  store,
  clock,
  logger,
}: {
  readonly store: Pick<RecordStore, 'read'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): AccessWatch {
  const watched = new Set<Watched>();
  let timer: NodeJS.Timeout | null = null;

  async function check(): Promise<void> {
    const asked = [...watched];
    try {
      const live = await store.read.sessions.areLive(
        asked.map(({ ground }) => ground),
        isoTime(clock),
      );
      for (const [index, one] of asked.entries()) if (live[index] === false && watched.delete(one)) one.onEnd();
    } catch (error) {
      logger.error('access-watch.failed', error);
    }
    timer = watched.size === 0 ? null : setTimeout(() => void check(), intervalMs);
  }

  return {
    watch(caller, onEnd) {
      const one = { ground: groundOf(caller), onEnd };
      watched.add(one);
      timer ??= setTimeout(() => void check(), intervalMs);
      return () => void watched.delete(one);
    },
    close() {
      watched.clear();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function groundOf({ actor, userId }: Caller): AccessGround {
  const { sessionRef, apiKeyId, slack } = actor.authentication;
  return {
    userId,
    ...(sessionRef !== undefined && { sessionId: sessionRef }),
    ...(apiKeyId !== undefined && { apiKeyId }),
    ...(slack !== undefined && { slackLinkId: slack.linkId }),
  };
}
