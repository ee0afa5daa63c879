import express from 'express';
import type { Request, Response } from 'express';
import { InvalidRequestError } from './invalid-request-error.ts';

/** Reads a JSON body of at most `maxBytes`. Called after the caller is known, so that strangers cannot make us parse. */
export type ReadJsonBody = (request: Request, response: Response, maxBytes: number) => Promise<unknown>;

export function createJsonBodyReader(): ReadJsonBody {
  const parsers = new Map<number, ReturnType<typeof express.json>>();
  const parserFor = (maxBytes: number) => {
    const parser = parsers.get(maxBytes) ?? express.json({ limit: maxBytes, strict: true, inflate: false });
    parsers.set(maxBytes, parser);
    return parser;
  };
  return async (request, response, maxBytes) => {
    // Nothing at all, as some clients say it. A form always names a type.
    if (request.headers['content-type'] === undefined && request.headers['content-length'] === '0') return undefined;
    // A form of another site can send only three content types, and this is none of them.
    if (request.is('application/json') === false)
      throw new InvalidRequestError([{ path: '', expected: 'expected a body of type application/json' }]);
    await new Promise<void>((resolve, reject) => {
      parserFor(maxBytes)(request, response, (error: unknown) =>
        error === undefined ? resolve() : reject(error instanceof Error ? error : new Error('unreadable body')),
      );
    });
    const body: unknown = request.body;
    return body;
  };
}
