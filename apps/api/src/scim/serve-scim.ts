import express, { type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { hasRight } from '@carrel/access';
import type { CarrelError, RateLimit, RateLimiter } from '@carrel/core';
import { errorCatalogue } from '@carrel/core';
import type { Authenticate } from '../authentication/authenticate.ts';
import type { Caller } from '../authentication/caller.ts';
import { statusOfKind } from '../http/problem.ts';
import { requestIdOf } from '../http/request-id.ts';
import { toCarrelError } from '../http/to-carrel-error.ts';
import { versionOf } from './resource-view.ts';
import type { ScimRequest, ScimView } from './scim-deps.ts';
import { ScimError } from './scim-error.ts';
import { scimUrns } from './scim-schemas.ts';

export interface ServeDeps {
  readonly authenticate: Authenticate;
  readonly rateLimiter: RateLimiter;
  readonly onError: (error: CarrelError, requestId: string) => void;
}

/** What a request came to; `view` null: there is nothing to send. */
export interface ScimOutcome {
  readonly status: 200 | 201 | 204;
  readonly view: ScimView | null;
}

export type ScimWork = (request: ScimRequest, http: Request) => Promise<ScimOutcome>;

const mediaType = 'application/scim+json';
/** 10,000 members of a group. */
const maxBodyBytes = 2 * 2 ** 20;
/** Providers send many requests in a row when they begin. */
const requestsPerMinute: RateLimit = { name: 'scim', amount: 3_000, windowMs: 60_000 };

/** Reads a body once the provider is known. */
const readBody = express.json({ limit: maxBodyBytes, type: [mediaType, 'application/json'], inflate: false });

/** Serves one SCIM request: whose key it is, how often, the body, and what failed in the form of RFC 7644 §3.12. */
export function serveScim(deps: ServeDeps, work: ScimWork): RequestHandler {
  return async (request, response) => {
    try {
      const caller = await providerOf(deps, request, response);
      await deps.rateLimiter.take(requestsPerMinute, caller.userId);
      await new Promise<void>((resolve, reject) => {
        readBody(request, response, (error: unknown) =>
          error === undefined ? resolve() : reject(new ScimError(400, 'expected JSON', 'invalidSyntax')),
        );
      });
      const ifMatch = request.get('if-match');
      const { status, view } = await work({ caller, ...(ifMatch !== undefined && { ifMatch }) }, request);
      if (view === null) return void response.status(status).end();
      sendView(request, response, { status, view });
    } catch (error) {
      sendError(deps, response, error);
    }
  };
}

function sendView(request: Request, response: Response, { status, view }: { readonly status: number; readonly view: ScimView }): void {
  const version = versionOf(view);
  if (version !== '') response.setHeader('etag', version);
  if (request.method === 'GET' && version !== '' && request.get('if-none-match') === version) return void response.status(304).end();
  if (status === 201) response.setHeader('location', locationOf(view));
  response.status(status).type(mediaType).send(JSON.stringify(view));
}

/** Only a key: a browser's session must not be led here by another site. @throws ScimError 401, 403. */
async function providerOf({ authenticate }: ServeDeps, request: Request, response: Response): Promise<Caller> {
  const caller = request.get('authorization') === undefined ? null : await authenticate(request, response);
  if (caller?.actor.authentication.method !== 'api-key') throw new ScimError(401, 'expected a bearer token with the scope "scim"');
  if (!hasRight(caller.actor, 'scim')) throw new ScimError(403, 'the token lacks the scope "scim", or its owner the role of an admin');
  return caller;
}

function sendError({ onError }: ServeDeps, response: Response, cause: unknown): void {
  const failure = failureOf(cause, (error) => onError(error, requestIdOf(response)));
  if (failure.retryAfterMs !== undefined) response.setHeader('retry-after', String(Math.ceil(failure.retryAfterMs / 1000)));
  if (failure.status === 401) response.setHeader('www-authenticate', 'Bearer');
  const { status, detail, scimType } = failure;
  response
    .status(status)
    .type(mediaType)
    .send(JSON.stringify({ schemas: [scimUrns.error], status: String(status), ...(scimType !== undefined && { scimType }), detail }));
}

interface Failure {
  readonly status: number;
  readonly detail: string;
  readonly scimType?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

function failureOf(cause: unknown, onError: (error: CarrelError) => void): Failure {
  if (cause instanceof ScimError) return { status: cause.status, detail: cause.message, scimType: cause.scimType };
  if (cause instanceof z.ZodError) {
    const [issue] = cause.issues;
    return { status: 400, detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`, scimType: 'invalidValue' };
  }
  const error = toCarrelError(cause);
  onError(error);
  const { text } = errorCatalogue[error.code];
  return { status: statusOfKind[error.kind], detail: text, retryAfterMs: error.retryAfterMs };
}

function locationOf({ meta }: ScimView): string {
  return typeof meta === 'object' && meta !== null && 'location' in meta ? String(meta.location) : '';
}
