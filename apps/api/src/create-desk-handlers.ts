import type { Access } from '@carrel/access';
import type { AuditTrail } from '@carrel/audit';
import type { Clock, RecordStore } from '@carrel/core';
import { createCompanyHandler } from './company/company-handler.ts';
import { createUseHandler } from './documents/use-handler.ts';
import type { HealthDeps } from './health/health-handlers.ts';
import { createServiceStateHandler } from './health/service-state.ts';
import type { BoundRoute } from './http/bind-route.ts';
import { createSuggestionHandler } from './suggestions/suggestion-handler.ts';

export interface DeskDeps {
  readonly store: RecordStore;
  readonly access: Access;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly health: Pick<HealthDeps, 'probe' | 'listProcesses'>;
}

/** What the page needs around questions and documents. */
export function createDeskHandlers(deps: DeskDeps): readonly BoundRoute[] {
  return [createSuggestionHandler(deps), createUseHandler(deps), createCompanyHandler(deps), createServiceStateHandler(deps.health)];
}
