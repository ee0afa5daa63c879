import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { CarrelError } from '@carrel/core';
import { isOpenAiPath, openAiErrorOf } from '../openai/openai-error.ts';
import { problemOf } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import { toCarrelError } from './to-carrel-error.ts';

/** Sends the problem of an error, if nothing was sent yet; otherwise the connection is cut, so that it looks cut. */
export function sendProblem(request: Request, response: Response, error: CarrelError): void {
  if (response.headersSent) {
    if (!response.writableEnded) response.destroy();
    return;
  }
  const problem = problemOf(error, requestIdOf(response));
  if (problem.retryAfterMs !== undefined) response.setHeader('retry-after', String(Math.max(1, Math.ceil(problem.retryAfterMs / 1000))));
  if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer');
  response.setHeader('cache-control', 'no-store');
  if (isOpenAiPath(request.path)) {
    response.status(problem.status).json(openAiErrorOf(problem));
    return;
  }
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(isAuthRoute(request) ? { ...problem, message: problem.detail } : problem));
}

/** The only place where an error becomes a response. */
export function createErrorMiddleware({
  onError,
}: {
  readonly onError: (error: CarrelError, requestId: string) => void;
}): ErrorRequestHandler {
  return (cause, request, response, _next) => {
    const error = toCarrelError(cause);
    onError(error, requestIdOf(response));
    sendProblem(request, response, error);
  };
}

/** Clients of better-auth's protocol look for the text in `message`. */
function isAuthRoute(request: Request): boolean {
  return request.path.startsWith('/api/auth/');
}

/** For whatever no route takes. The same body as for a thing that the caller may not see. */
export const routeNotFound: RequestHandler = () => {
  throw new CarrelError('NOT_FOUND');
};
