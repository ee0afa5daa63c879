import { routes } from '@carrel/contract';
import type { App, ReceiverEvent } from '@slack/bolt';
import type { CarrelApi } from '../carrel/carrel-api.ts';
import { createClaims } from './claims.ts';
import type { Incoming } from './incoming.ts';
import { readIncoming } from './incoming.ts';
import type { Logger } from './bolt-logger.ts';

export interface HandleOnceDeps {
  readonly app: App;
  readonly carrel: CarrelApi;
  readonly logger: Logger;
  /** Null: this workspace is none of ours. */
  readonly isOurTeam: (teamId: string) => boolean;
  readonly onForeign: (incoming: Incoming) => Promise<void>;
  /** Carrel could not be asked, so nothing was done. */
  readonly onUnavailable: (incoming: Incoming, error: unknown) => Promise<void>;
}

/** Slack waits three seconds; what takes longer to be claimed is acknowledged before and done after. */
const acknowledgeMs = 2_000;
const rememberedIds = 10_000;

/**
 * Each thing that Slack sends is done once, however often it is sent and to however many bots: its id is claimed in Carrel, for
 * 24 hours, before it is acknowledged. What this process has seen itself, it does not ask about again.
 */
export function handleOnce(deps: HandleOnceDeps): void {
  const { app, carrel, logger } = deps;
  const handle = app.processEvent.bind(app);
  const seen = new Set<string>();
  const claim = createClaims(carrel);
  app.processEvent = async (event) => {
    const ack = acknowledgeOnce(event);
    const incoming = readIncoming(event.body);
    if (incoming === null || seen.has(incoming.eventId)) return ack();
    remember(seen, incoming.eventId);
    if (incoming.teamId === null || !deps.isOurTeam(incoming.teamId)) {
      await ack();
      return deps.onForeign(incoming);
    }
    const timer = setTimeout(() => void ack(), acknowledgeMs);
    try {
      if (!(await claim(incoming))) return await ack();
    } catch (error) {
      await ack();
      return await deps.onUnavailable(incoming, error);
    } finally {
      clearTimeout(timer);
    }
    await handle({ ...event, ack });
    await ack();
    await carrel.bot
      .call(routes.finishSlackEvent, { body: { eventId: incoming.eventId } })
      .catch((error: unknown) => logger.error('slack.finish-failed', error));
  };
}

/** Bolt refuses a second acknowledgement; here the first counts. */
function acknowledgeOnce(event: ReceiverEvent): ReceiverEvent['ack'] {
  let isAcknowledged = false;
  return async (response?: unknown) => {
    if (isAcknowledged) return;
    isAcknowledged = true;
    await event.ack(response);
  };
}

function remember(seen: Set<string>, eventId: string): void {
  seen.add(eventId);
  if (seen.size > rememberedIds) for (const oldest of seen.values().take(rememberedIds / 2)) seen.delete(oldest);
}
