import { CarrelError } from '@carrel/core';
import type { Request, RequestHandler } from 'express';

export interface CrossSiteGuardOptions {
  /** Origin under which people reach Carrel behind a proxy (`https://carrel.example.org`), if it has one. */
  readonly publicOrigin: string | null;
  /** Whether the server listens on loopback alone: then only names of loopback are accepted, against DNS rebinding. */
  readonly isLoopbackOnly: boolean;
  /** Connections that no browser can make (the Unix socket). */
  readonly isExempt: (request: Request) => boolean;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses writes that another site caused. A browser says with every write where it comes from: `Sec-Fetch-Site` (all
 * current ones) and `Origin`. A request with a cookie and neither of them is refused too; one without a cookie, from a
 * program with a key, passes.
 */
export function createCrossSiteGuard(options: CrossSiteGuardOptions): RequestHandler {
  return (request, _response, next) => {
    if (!options.isExempt(request)) {
      requireKnownHost(request, options);
      if (!safeMethods.has(request.method)) requireSameOrigin(request, options);
    }
    next();
  };
}

function requireKnownHost(request: Request, { isLoopbackOnly, publicOrigin }: CrossSiteGuardOptions): void {
  if (!isLoopbackOnly) return;
  const host = request.headers.host ?? '';
  const { hostname } = URL.parse(`http://${host}`) ?? { hostname: '' };
  const isKnown =
    loopbackNames.has(hostname) || hostname.endsWith('.localhost') || (publicOrigin !== null && host === new URL(publicOrigin).host);
  if (!isKnown) throw new CarrelError('FORBIDDEN', { message: 'expected a host name of loopback or of the public URL' });
}

function requireSameOrigin(request: Request, { publicOrigin }: CrossSiteGuardOptions): void {
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  if (site !== undefined && site !== 'same-origin') throw crossSite(`sec-fetch-site: ${site}`);
  if (origin === undefined) {
    if (site === undefined && request.headers.cookie !== undefined) throw crossSite('a cookie without an origin');
    return;
  }
  const isOwn = origin === publicOrigin || URL.parse(origin)?.host === request.headers.host;
  if (!isOwn) throw crossSite('another origin');
}

function crossSite(found: string): CarrelError {
  return new CarrelError('FORBIDDEN', { message: `expected a request from Carrel's own page, got ${found}` });
}
