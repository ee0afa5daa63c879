import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { RequestHandler, Response } from 'express';
import { placeOf } from './place-of.ts';

const suffix = '.br';
/** As the build compresses them. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Leads a browser that reads Brotli to the compressed copy that the build has laid beside a file, where there is one. */
export function preferCompressed(root: string): RequestHandler {
  return async (request, response, next) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || mediaTypes[extname(request.path)] === undefined) return next();
    response.vary('Accept-Encoding');
    if (request.acceptsEncodings('br') !== 'br') return next();
    const place = placeOf(root, request.path);
    const copy = place === null ? null : await stat(place + suffix).catch(() => null);
    if (copy?.isFile() === true) request.url = request.path + suffix;
    return next();
  };
}

/** Names type and encoding of a compressed copy. Returns the path of the file that it is a copy of. */
export function setEncoding(response: Response, path: string): string {
  if (!path.endsWith(suffix)) return path;
  const original = path.slice(0, -suffix.length);
  response.setHeader('content-encoding', 'br');
  response.setHeader('content-type', mediaTypes[extname(original)] ?? 'application/octet-stream');
  return original;
}
