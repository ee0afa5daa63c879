import { setTimeout as sleep } from 'node:timers/promises';
import type { HostedModel } from '../server/exchange.ts';
import type { ModelHost } from './model-host.ts';

const pollMs = 200;
/** No answer takes longer; then a model that was given up ends all the same. */
const maxLeavingMs = 10 * 60_000;

export interface ChangingHosts {
  load(model: HostedModel): void;
  unload(model: HostedModel): Promise<void>;
  /** Ends the models that were given up and have not ended yet. */
  close(): Promise<void>;
}

/**
 * Models that are loaded because somebody asked: while one is being changed there are two of a role.
 *
 * @param hosts those of the worker; changed here.
 */
export function createChangingHosts(hosts: ModelHost[], start: (model: HostedModel) => ModelHost): ChangingHosts {
  const leaving = new Set<ModelHost>();
  const stopped = new AbortController();
  const placeOf = ({ role, setting }: HostedModel) => hosts.findIndex((host) => host.role === role && host.setting === setting);

  async function leave(host: ModelHost): Promise<void> {
    const untilMs = performance.now() + maxLeavingMs;
    while (isBusy(host) && performance.now() < untilMs && !stopped.signal.aborted)
      await sleep(pollMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    await host.close();
    leaving.delete(host);
  }

  return {
    load(model) {
      const place = placeOf(model);
      const isFailed = place !== -1 && hosts[place]?.describe().state === 'failed';
      if (place !== -1 && !isFailed) return;
      // One that failed is tried again: its file may be there by now.
      if (isFailed) void hosts.splice(place, 1)[0]?.close();
      hosts.push(start(model));
    },
    async unload(model) {
      const place = placeOf(model);
      const [host] = place === -1 ? [] : hosts.splice(place, 1);
      if (host === undefined) return;
      if (!isBusy(host)) return host.close();
      leaving.add(host);
      void leave(host);
    },
    async close() {
      stopped.abort();
      await Promise.all([...leaving].map((host) => host.close()));
    },
  };
}

function isBusy(host: ModelHost): boolean {
  const { running, waiting } = host.activity();
  return running + waiting > 0;
}
