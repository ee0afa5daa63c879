import type { ServiceState } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import type { HealthDeps, ProcessStatus } from './health-handlers.ts';
import type { Checks } from './readiness.ts';

/**
 * What the checks of readiness mean for somebody who is at work: without a database that takes writes nothing can be changed;
 * without the log nothing is answered and nothing taken in; with a disk that is nearly full nothing is taken in, so that log
 * and database keep their room. While the reader of documents is stopped, they are taken and wait.
 */
export function serviceStateOf(checks: Checks, processes: readonly ProcessStatus[]): ServiceState {
  const isBad = (name: string) => checks[name]?.ok === false;
  const [database, audit, disk] = [isBad('database'), isBad('audit'), isBad('files')];
  const isIngestStopped = processes.some(({ name, state }) => name === 'ingest' && (state === 'backing-off' || state === 'stopped'));
  return {
    canAnswer: !database && !audit,
    canUpload: !database && !audit && !disk,
    canChange: !database && !audit,
    reasons: [
      ...(database ? (['DATABASE_UNAVAILABLE'] as const) : []),
      ...(audit && !database ? (['AUDIT_UNAVAILABLE'] as const) : []),
      ...(disk ? (['DISK_FULL'] as const) : []),
      ...(isIngestStopped ? (['INGEST_STOPPED'] as const) : []),
    ],
  };
}

/** The state of the service for the page; the details are for operators, on `/readyz` and in `carrel doctor`. */
export function createServiceStateHandler({ probe, listProcesses }: Pick<HealthDeps, 'probe' | 'listProcesses'>): BoundRoute {
  return handle(routes.getServiceState, async () => serviceStateOf((await probe.check()).checks, listProcesses()));
}
