import type { Access } from '@carrel/access';
import type { BoundRoute } from '../http/bind-route.ts';
import { createCuratorHandlers } from './curator-handlers.ts';
import { createGrantHandlers } from './grant-handlers.ts';
import { createGroupHandlers } from './group-handlers.ts';
import { createMemberHandlers } from './member-handlers.ts';
import { createPolicyHandlers } from './policy-handlers.ts';
import { createReaderHandlers } from './reader-handlers.ts';
import type { RightsDeps } from './rights-deps.ts';
import { createServiceUserHandlers } from './service-user-handlers.ts';

/** Everything about who may do and read what. */
export function createRightsHandlers(deps: RightsDeps & { readonly access: Access }): readonly BoundRoute[] {
  return [
    ...createPolicyHandlers(deps),
    ...createGrantHandlers(deps),
    ...createGroupHandlers(deps),
    ...createMemberHandlers(deps),
    ...createCuratorHandlers(deps),
    ...createReaderHandlers(deps),
    ...createServiceUserHandlers(deps),
  ];
}
