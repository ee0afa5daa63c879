import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { CarrelError, isCarrelError } from '@carrel/core';

const maxBodyBytes = 16 * 1024 * 1024;

/**
 * The body of a request as the schema has it.
 * @throws INVALID_REQUEST naming the places that are wrong, never their content; TOO_LARGE.
 */
export async function readRequest<Schema extends z.ZodType>(request: IncomingMessage, schema: Schema): Promise<z.output<Schema>> {
  // A page in a browser cannot send this type to another origin without asking first, and is never allowed to.
  if (!String(request.headers['content-type']).startsWith('application/json'))
    throw new CarrelError('INVALID_REQUEST', { message: 'expected content-type application/json' });
  const parsed = schema.safeParse(parseJson(await readBody(request)));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  throw new CarrelError('INVALID_REQUEST', { message: places.join('; ') });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const pieces: AsyncIterable<Buffer> = request;
  try {
    for await (const piece of pieces) {
      sizeBytes += piece.byteLength;
      if (sizeBytes > maxBodyBytes)
        throw new CarrelError('TOO_LARGE', {
          message: `the request has more than ${maxBodyBytes} bytes`,
        });
      chunks.push(piece);
    }
  } catch (error) {
    throw isCarrelError(error) ? error : new CarrelError('CLIENT_CLOSED', { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CarrelError('INVALID_REQUEST', { message: 'the body is not JSON' });
  }
}
