import { routes } from '@carrel/contract';
import type { CarrelApi } from '../carrel/carrel-api.ts';
import type { Incoming } from './incoming.ts';

/** Of one request: what Carrel takes. */
const mostAtOnce = 100;

interface Waiting {
  readonly event: Pick<Incoming, 'eventId' | 'place'>;
  readonly resolve: (isFirst: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Claims events in Carrel, one request at a time: what comes in meanwhile goes with the next one. A burst costs a few
 * transactions, and whoever wrote last does not wait for those of everybody before.
 * @returns whether an event is new; throws ProblemError, or what the network threw.
 */
export function createClaims(carrel: Pick<CarrelApi, 'bot'>): (event: Pick<Incoming, 'eventId' | 'place'>) => Promise<boolean> {
  const waiting: Waiting[] = [];
  let isAsking = false;
  async function askForAll(): Promise<void> {
    isAsking = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, mostAtOnce);
      try {
        const events = batch.map(({ event: { eventId, place } }) => ({ eventId, place }));
        const taken = new Set((await carrel.bot.call(routes.claimSlackEvents, { body: { events } })).taken);
        for (const { event, resolve } of batch) resolve(taken.has(event.eventId));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isAsking = false;
  }
  return ({ eventId, place }) =>
    new Promise((resolve, reject) => {
      waiting.push({ event: { eventId, place }, resolve, reject });
      if (!isAsking) void askForAll();
    });
}
