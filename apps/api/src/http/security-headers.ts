import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Headers of every response. Pages replace the content security policy with their own; everything else may load nothing. */
export function createSecurityHeaders({ isHttps }: { readonly isHttps: boolean }): readonly RequestHandler[] {
  const basic = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps && { maxAge: 31_536_000, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  const permissions: RequestHandler = (_request, response, next) => {
    response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
    next();
  };
  return [basic, permissions];
}

/** Nothing that the API says may be kept by a browser or a proxy. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('cache-control', 'no-store');
  next();
};
