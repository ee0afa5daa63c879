import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@carrel/core';
import { isCarrelError } from '@carrel/core';

const firstPauseMs = 200;
const longestPauseMs = 5_000;

/**
 * Opens what may not be there yet, again and again, less and less often.
 * @throws what `open` throws when trying again cannot help; the signal's reason when it is aborted.
 */
export async function openWithPatience<Opened>(
  open: () => Promise<Opened>,
  options: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<Opened> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    options.signal.throwIfAborted();
    try {
      return await open();
    } catch (error) {
      if (!isCarrelError(error) || !error.isRetryable) throw error;
      options.logger.error('audit.store-unavailable', error, { waitMs: pauseMs });
      await delay(pauseMs, undefined, { signal: options.signal });
    }
  }
}
