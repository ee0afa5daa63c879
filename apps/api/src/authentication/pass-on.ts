import type { Request as ClientRequest } from 'express';
import { authOrigin } from './auth-profile.ts';
import type { Auth } from './create-auth.ts';
import { authHeaders } from './create-auth.ts';
import { requestOrigin } from './request-origin.ts';

interface PassedOn {
  /** Below `/api/auth`. */
  readonly path: string;
  readonly body: object;
  /** Cookies to send instead of the request's. */
  readonly cookie?: string;
}

/** Passes a request on to one of better-auth's routes, with its cookies and a body that Carrel has checked. */
export function passOn(auth: Auth, request: ClientRequest, { path, body, cookie = request.headers.cookie }: PassedOn): Promise<Response> {
  const headers = authHeaders({ cookie, ...requestOrigin(request) });
  headers.set('content-type', 'application/json');
  return auth.handle(new Request(`${authOrigin}/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
}
