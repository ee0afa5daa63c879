import type { Request, Response } from 'express';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handlePublic, responseSent } from '../http/bind-route.ts';
import type { ProcessMetrics } from './render-metrics.ts';
import { renderMetrics } from './render-metrics.ts';
import type { ReadinessProbe } from './readiness.ts';

/** A process beside the API, as its supervisor sees it. */
export interface ProcessStatus {
  readonly name: string;
  readonly state: string;
  readonly restarts: number;
  readonly lastExit: string | null;
}

export interface HealthDeps {
  readonly probe: ReadinessProbe;
  readonly listProcesses: () => readonly ProcessStatus[];
  readonly readMetrics: () => Promise<readonly ProcessMetrics[]>;
  /** For metrics from afar, which need a key with the scope `admin`. */
  readonly authenticate: (request: Request, response: Response) => Promise<Caller | null>;
  readonly isOwnerConnection: (request: Request) => boolean;
  readonly isStopping: () => boolean;
}

const loopbackAddresses = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

export function createHealthHandlers(deps: HealthDeps, { version }: { readonly version: string }): readonly BoundRoute[] {
  return [
    handlePublic(routes.livez, () => Promise.resolve({ live: true as const, version })),
    handlePublic(routes.readyz, async ({ response }) => {
      const { isReady, checks } = await deps.probe.check();
      const ready = isReady && !deps.isStopping();
      const processes = Object.fromEntries(
        deps.listProcesses().map(({ name, state, restarts, lastExit }) => [name, { state, restarts, lastExit }]),
      );
      response.status(ready ? 200 : 503).json(routes.readyz.response.parse({ ready, checks, processes }));
      return responseSent;
    }),
    handlePublic(routes.metrics, async ({ request, response }) => {
      await requireMetricsAccess(deps, request, response);
      response
        .status(200)
        .type('text/plain; version=0.0.4')
        .send(renderMetrics(await deps.readMetrics()));
      return responseSent;
    }),
  ];
}

/** Metrics are for the machine itself (no proxy in between) and for keys with the scope `admin`. */
async function requireMetricsAccess(deps: HealthDeps, request: Request, response: Response): Promise<void> {
  const isProxied = request.get('x-forwarded-for') !== undefined || request.get('forwarded') !== undefined;
  const isLocal = !isProxied && loopbackAddresses.has(request.socket.remoteAddress ?? '');
  if (isLocal || deps.isOwnerConnection(request)) return;
  const caller = await deps.authenticate(request, response);
  if (caller === null) throw new CarrelError('UNAUTHENTICATED');
  const { roles, authentication } = caller.actor;
  if (!roles.includes('admin') || authentication.scopes?.includes('admin') === false) throw new CarrelError('FORBIDDEN');
}
