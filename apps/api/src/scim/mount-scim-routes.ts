import type { Express, Request } from 'express';
import { noStore } from '../http/security-headers.ts';
import type { ScimDeps, ScimView } from './scim-deps.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './scim-descriptions.ts';
import { ScimError } from './scim-error.ts';
import { createScimGroups } from './scim-groups.ts';
import { groupBodySchema, listQuerySchema, patchBodySchema, scimUrns, userBodySchema } from './scim-schemas.ts';
import { createScimUsers, type ScimList } from './scim-users.ts';
import { type ScimOutcome, type ScimWork, type ServeDeps, serveScim } from './serve-scim.ts';

export type ScimRouteDeps = ScimDeps & ServeDeps;

/** SCIM 2.0 (RFC 7643, RFC 7644) below `/scim/v2`: how an identity provider keeps people and groups. */
export function mountScimRoutes(app: Express, deps: ScimRouteDeps): void {
  const base = () => `${deps.baseUrl()}/scim/v2`;
  const serve = (work: ScimWork) => serveScim(deps, work);
  app.use('/scim', noStore);

  app.get(
    '/scim/v2/ServiceProviderConfig',
    serve(async () => ok(serviceProviderConfig(base()))),
  );
  mountDescriptions(app, serve, '/scim/v2/ResourceTypes', () => resourceTypes(base()));
  mountDescriptions(app, serve, '/scim/v2/Schemas', () => schemas(base()));

  const users = createScimUsers(deps);
  const groups = createScimGroups(deps);
  for (const [path, kept] of [
    ['/scim/v2/Users', users],
    ['/scim/v2/Groups', groups],
  ] as const) {
    app.get(
      path,
      serve(async (request, http) => ok(listed(http, await kept.list(request, pageOf(http))))),
    );
    app.get(
      `${path}/:id`,
      serve(async (request, http) => ok(trimmed(http, await kept.read(request, idOf(http))))),
    );
    app.patch(
      `${path}/:id`,
      serve(async (request, http) => ok(trimmed(http, await kept.patch(request, idOf(http), patchBodySchema.parse(http.body).Operations)))),
    );
    app.delete(
      `${path}/:id`,
      serve(async (request, http) => {
        await kept.remove(request, idOf(http));
        return { status: 204, view: null };
      }),
    );
  }
  app.post(
    '/scim/v2/Users',
    serve(async (request, http) => made(http, await users.create(request, userBodySchema.parse(http.body)))),
  );
  app.post(
    '/scim/v2/Groups',
    serve(async (request, http) => made(http, await groups.create(request, groupBodySchema.parse(http.body)))),
  );
  app.put(
    '/scim/v2/Users/:id',
    serve(async (request, http) => ok(await users.replace(request, idOf(http), userBodySchema.parse(http.body)))),
  );
  app.put(
    '/scim/v2/Groups/:id',
    serve(async (request, http) => ok(trimmed(http, await groups.replace(request, idOf(http), groupBodySchema.parse(http.body))))),
  );
  app.use(
    '/scim',
    serve(() => Promise.reject(new ScimError(404, 'there is no such endpoint'))),
  );
}

function mountDescriptions(
  app: Express,
  serve: (work: ScimWork) => ReturnType<typeof serveScim>,
  path: string,
  read: () => readonly ScimView[],
): void {
  app.get(
    path,
    serve(async () => ok(listResponse({ total: read().length, items: read() }, 1))),
  );
  app.get(
    `${path}/:id`,
    serve(async (_request, http) => {
      const found = read().find((one) => one['id'] === http.params['id']);
      if (found === undefined) throw new ScimError(404, 'there is no such description');
      return ok(found);
    }),
  );
}

const ok = (view: ScimView): ScimOutcome => ({ status: 200, view });
const made = (http: Request, view: ScimView): ScimOutcome => ({ status: 201, view: trimmed(http, view) });
const idOf = (http: Request): string => String(http.params['id']);
const pageOf = (http: Request) => {
  const { filter, startIndex, count } = listQuerySchema.parse(http.query);
  return { filter, startIndex, count };
};

function listed(http: Request, { total, items }: ScimList): ScimView {
  return listResponse({ total, items: items.map((one) => trimmed(http, one)) }, listQuerySchema.parse(http.query).startIndex);
}

function listResponse({ total, items }: ScimList, startIndex: number): ScimView {
  return { schemas: [scimUrns.list], totalResults: total, startIndex, itemsPerPage: items.length, Resources: items };
}

/** Without the attributes that the provider does not want (RFC 7644 §3.9); what names a resource is always there. */
function trimmed(http: Request, view: ScimView): ScimView {
  const { attributes, excludedAttributes } = listQuerySchema.parse(http.query);
  const named = (text: string) => new Set(text.split(',').map((one) => one.trim().split('.')[0]?.toLowerCase() ?? ''));
  const wanted = attributes === undefined ? null : named(attributes);
  const excluded = named(excludedAttributes ?? '');
  const isKept = (name: string) =>
    ['schemas', 'id', 'meta'].includes(name) || ((wanted?.has(name.toLowerCase()) ?? true) && !excluded.has(name.toLowerCase()));
  return Object.fromEntries(Object.entries(view).filter(([name]) => isKept(name)));
}
