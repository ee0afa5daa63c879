import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const headerName = 'x-request-id';

/** Gives each request an id of our own (one from outside could be used to confuse the log) and says it in a header. */
export const requestId: RequestHandler = (_request, response, next) => {
  response.setHeader(headerName, randomUUID());
  next();
};

export function requestIdOf(response: Response): string {
  return String(response.getHeader(headerName));
}
