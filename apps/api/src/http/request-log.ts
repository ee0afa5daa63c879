import type { Clock, Logger } from '@carrel/core';
import type { Request, RequestHandler } from 'express';
import { requestIdOf } from './request-id.ts';

/** Names the route of a request and the person, once they are known. Kept beside the request, for the log alone. */
export interface RequestFacts {
  route?: string;
  userId?: string;
  channel?: string;
}

export interface RequestLog {
  readonly middleware: RequestHandler;
  note(request: Request, facts: RequestFacts): void;
}

/** One entry a request, when it ends: route, status, duration; never path, query or body, which may hold what people ask. */
export function createRequestLog({
  logger,
  clock,
  onEnd,
}: {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly onEnd?: (ended: EndedRequest) => void;
}): RequestLog {
  const known = new WeakMap<Request, RequestFacts>();
  const middleware: RequestHandler = (request, response, next) => {
    const startMs = clock.monotonicMs();
    response.once('close', () => {
      const facts = known.get(request) ?? {};
      const durationMs = Math.round(clock.monotonicMs() - startMs);
      const outcome = response.writableFinished ? 'done' : 'closed';
      const route = facts.route ?? 'other';
      onEnd?.({ method: request.method, route, status: response.statusCode, durationMs });
      logger.info('request.ended', {
        requestId: requestIdOf(response),
        method: request.method,
        status: response.statusCode,
        durationMs,
        outcome,
        route,
        userId: facts.userId,
        channel: facts.channel,
      });
    });
    next();
  };
  return { middleware, note: (request, facts) => void known.set(request, { ...known.get(request), ...facts }) };
}

export interface EndedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}
