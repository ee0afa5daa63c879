import type { Request } from 'express';

const maxAgentLength = 500;

/** Where a request came from, for actors and the record. The address is that of the connection, or what trusted proxies say. */
export function requestOrigin(request: Request): { readonly ipAddress?: string; readonly userAgent?: string } {
  const { ip } = request;
  const userAgent = request.get('user-agent')?.slice(0, maxAgentLength);
  return { ...(ip !== undefined && { ipAddress: ip }), ...(userAgent !== undefined && { userAgent }) };
}
