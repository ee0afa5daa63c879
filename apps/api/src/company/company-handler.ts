import type { AuditTrail } from '@carrel/audit';
import { routes } from '@carrel/contract';
import type { Clock, RecordStore } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';
import { storeCompany } from './company-name.ts';

/** The name of the company, set by an admin. */
export function createCompanyHandler(deps: { readonly store: RecordStore; readonly audit: AuditTrail; readonly clock: Clock }): BoundRoute {
  return handle(routes.setCompany, async ({ caller, body }) => {
    await storeCompany(deps, caller.actor, body.name);
    return { name: body.name };
  });
}
