import express from 'express';
import type { Express, RequestHandler } from 'express';
import type { Route } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { CarrelError, RateLimit } from '@carrel/core';
import type { AuthRouteDeps } from './authentication/auth-routes.ts';
import { mountAuthRoutes } from './authentication/auth-routes.ts';
import type { BoundRoute } from './http/bind-route.ts';
import { createErrorMiddleware, routeNotFound } from './http/error-middleware.ts';
import type { MountDeps } from './http/mount-routes.ts';
import { mountRoutes } from './http/mount-routes.ts';
import { requestId } from './http/request-id.ts';
import { requireComplete } from './http/require-complete.ts';
import { createSecurityHeaders, noStore } from './http/security-headers.ts';
import { refuseOtherMethods } from './mcp/mcp-handler.ts';
import type { ScimRouteDeps } from './scim/mount-scim-routes.ts';
import { mountScimRoutes } from './scim/mount-scim-routes.ts';
import type { SignOnRouteDeps } from './sign-on/sign-on-routes.ts';
import { mountSignOnRoutes } from './sign-on/sign-on-routes.ts';
import { mountApiDocs } from './pages/api-docs.ts';

export interface AppDeps {
  /** Every route of the contract with what serves it. */
  readonly bound: readonly BoundRoute[];
  readonly mount: MountDeps;
  readonly auth: AuthRouteDeps;
  readonly signOn: SignOnRouteDeps;
  readonly scim: ScimRouteDeps;
  readonly requestLog: RequestHandler;
  readonly crossSiteGuard: RequestHandler;
  readonly staticSite: readonly RequestHandler[];
}

export interface AppOptions {
  readonly isHttps: boolean;
  /** Proxies in front whose `X-Forwarded-For` is believed. */
  readonly trustedProxyCount: number;
  readonly jsonBodyBytes: number;
  readonly signIns: RateLimit;
  readonly openApiPath: string;
  readonly validatesResponses: boolean;
  readonly onError: (error: CarrelError, requestId: string) => void;
}

/** Questions and queries may be longer than settings; golden questions are many. */
const longBodyRoutes: ReadonlySet<Route> = new Set<Route>([
  routes.ask,
  routes.search,
  routes.createChatCompletion,
  routes.createEmbeddings,
  routes.mcp,
  routes.findKnownFiles,
  routes.changeEmbedding,
]);
const longBodyFactor = 4;

/**
 * The HTTP application: security first, then the routes of the contract, then the page.
 * @throws Error when the contract and the bound routes differ.
 */
export function createApp(deps: AppDeps, options: AppOptions): Express {
  requireComplete(routes, deps.bound);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', options.trustedProxyCount);
  app.set('query parser', 'simple');
  app.use(requestId, deps.requestLog, ...createSecurityHeaders({ isHttps: options.isHttps }), refuseOptions, deps.crossSiteGuard);
  app.use(['/api', '/v1', '/mcp', '/livez', '/readyz', '/metrics'], noStore);
  mountAuthRoutes(app, deps.auth, { jsonBodyBytes: options.jsonBodyBytes, signIns: options.signIns });
  mountSignOnRoutes(app, deps.signOn);
  mountScimRoutes(app, deps.scim);
  const { jsonBodyBytes, validatesResponses } = options;
  mountRoutes(app, deps.bound, {
    deps: deps.mount,
    options: { jsonBodyBytes, longJsonBodyBytes: jsonBodyBytes * longBodyFactor, longBodyRoutes, validatesResponses },
  });
  app.all(routes.mcp.path, refuseOtherMethods);
  mountApiDocs(app, { openApiPath: options.openApiPath });
  app.use(['/api', '/v1'], routeNotFound);
  app.use(...deps.staticSite);
  app.use(routeNotFound);
  app.use(createErrorMiddleware({ onError: options.onError }));
  return app;
}

/** No other origin may call the API, so there is nothing to say to a preflight. */
const refuseOptions: RequestHandler = (request, response, next) => {
  if (request.method === 'OPTIONS') routeNotFound(request, response, next);
  else next();
};
