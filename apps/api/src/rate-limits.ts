import type { Request } from 'express';
import type { Route } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { RateLimit, RateLimiter } from '@carrel/core';
import { addressKey } from './http/address-key.ts';
import type { Caller } from './authentication/caller.ts';

export interface ConfiguredLimits {
  readonly asksPerMinute: number;
  readonly searchesPerMinute: number;
  readonly signInsPerMinute: number;
  readonly exportsPerHour: number;
  readonly uploadBytesPerHour: number;
}

export interface RateLimits {
  readonly signIns: RateLimit;
  readonly uploadBytes: RateLimit;
  /** Takes from the limit of the route. @throws RATE_LIMITED. */
  readonly limitRate: (route: Route, request: Request, caller: Caller | null) => Promise<void>;
  /** The same where a request of another route does what this one does: the route's own limit alone. @throws RATE_LIMITED. */
  readonly limitUse: (route: Route, caller: Caller) => Promise<void>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** All requests of one person together: far above what a page needs, below what a loop sends. */
const requestsPerMinute = 3_000;
/** Of one key: a script that runs wild leaves its owner's page usable. */
const keyRequestsPerMinute = 1_500;

export function createRateLimits(limiter: RateLimiter, limits: ConfiguredLimits): RateLimits {
  const asks: RateLimit = { name: 'asks', amount: limits.asksPerMinute, windowMs: minuteMs };
  const searches: RateLimit = { name: 'searches', amount: limits.searchesPerMinute, windowMs: minuteMs };
  const byRoute = new Map<Route, RateLimit>([
    [routes.ask, asks],
    [routes.createChatCompletion, asks],
    [routes.search, searches],
    [routes.createEmbeddings, searches],
    [routes.exportAuditLog, { name: 'exports', amount: limits.exportsPerHour, windowMs: hourMs }],
    [routes.exportAuditTable, { name: 'exports', amount: limits.exportsPerHour, windowMs: hourMs }],
  ]);
  const requests: RateLimit = { name: 'requests', amount: requestsPerMinute, windowMs: minuteMs };
  const strangers: RateLimit = { ...requests, name: 'requests-by-address' };
  const keyRequests: RateLimit = { name: 'requests-by-key', amount: keyRequestsPerMinute, windowMs: minuteMs };
  const limitUse: RateLimits['limitUse'] = async (route, caller) => {
    const own = byRoute.get(route);
    if (own !== undefined && caller.isRateLimited) await limiter.take(own, caller.userId);
  };
  return {
    signIns: { name: 'sign-ins', amount: limits.signInsPerMinute, windowMs: minuteMs },
    uploadBytes: { name: 'upload-bytes', amount: limits.uploadBytesPerHour, windowMs: hourMs },
    async limitRate(route, request, caller) {
      if (caller === null) return limiter.take(strangers, addressKey(request));
      if (!caller.isRateLimited) return;
      const { apiKeyId } = caller.actor.authentication;
      if (apiKeyId !== undefined) await limiter.take(keyRequests, apiKeyId);
      await limiter.take(requests, caller.userId);
      await limitUse(route, caller);
    },
    limitUse,
  };
}
