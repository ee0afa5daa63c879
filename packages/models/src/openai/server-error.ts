import type { ErrorCode } from '@carrel/core';
import { CarrelError, isCarrelError } from '@carrel/core';
import { z } from 'zod';

/** The error body of OpenAI-compatible servers. `code` is Carrel's own where the server is Carrel's worker. */
export const serverErrorSchema = z.looseObject({
  error: z.looseObject({
    message: z.string().optional(),
    type: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
  }),
});

const passedOn: ReadonlySet<string> = new Set<ErrorCode>([
  'INPUT_TOO_LONG',
  'MODEL_NOT_FOUND',
  'MODEL_LOAD_FAILED',
  'MODEL_OVERLOADED',
  'MODEL_UNAVAILABLE',
  'TIMEOUT',
]);

/** How servers say that the text does not fit: OpenAI's code, and the words of vLLM, llama-server and Ollama. */
const tooLongPattern =
  /context_length_exceeded|exceed_context_size|maximum context length|longer than the (maximum )?(model|context)|exceeds? the (available )?context|too (long|large) to process/i;

/**
 * The error that an answer with this status means. Texts of the server are left out: some servers repeat parts of the
 * request in them, and a request holds document text.
 */
export function errorOfStatus(
  statusCode: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  bodyText: string,
): CarrelError {
  const body = readErrorBody(bodyText);
  const code = codeOf(statusCode, body.code, body.message);
  const retryAfterMs = retryAfterOf(headers);
  const shownCode = /^[\w.-]{1,64}$/.test(body.code) ? ` (${body.code})` : '';
  return new CarrelError(code, {
    message: `the model server answered with status ${statusCode}${shownCode}`,
    details: { statusCode },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The error that an `error` object in the middle of a stream means. */
export function errorInStream(code: string | number | null | undefined): CarrelError {
  const text = String(code ?? '');
  const known = knownCode(text);
  return new CarrelError(known ?? 'MODEL_UNAVAILABLE', {
    message: `the model server stopped the stream with an error${known === null ? '' : ` (${known})`}`,
  });
}

/** What a failed connection means. Errors of Carrel's own anywhere in the chain of causes win. */
export function errorOfConnection(cause: unknown): CarrelError {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if (isCarrelError(error)) return error;
    if (error instanceof AggregateError) {
      const own = error.errors.find(isCarrelError);
      if (own !== undefined) return own;
    }
  }
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new CarrelError('MODEL_UNAVAILABLE', {
    message: `the connection to the model server failed${code}`,
    cause,
  });
}

function codeOf(statusCode: number, serverCode: string, serverMessage: string): ErrorCode {
  const known = knownCode(serverCode);
  if (known !== null) return known;
  if (statusCode === 429) return 'MODEL_OVERLOADED';
  if (statusCode >= 500 || statusCode === 401 || statusCode === 403 || statusCode === 408) return 'MODEL_UNAVAILABLE';
  if (statusCode >= 400 && (tooLongPattern.test(serverCode) || tooLongPattern.test(serverMessage))) return 'INPUT_TOO_LONG';
  if (statusCode === 404 && serverCode === 'model_not_found') return 'MODEL_NOT_FOUND';
  return 'MODEL_RESPONSE_INVALID';
}

function knownCode(text: string): ErrorCode | null {
  for (const code of passedOn) if (code === text && isErrorCode(code)) return code;
  return null;
}

function isErrorCode(code: string): code is ErrorCode {
  return passedOn.has(code);
}

function readErrorBody(bodyText: string): { readonly code: string; readonly message: string } {
  try {
    const parsed = serverErrorSchema.safeParse(JSON.parse(bodyText));
    if (!parsed.success) return { code: '', message: bodyText };
    const { code, type, message } = parsed.data.error;
    return { code: String(code ?? type ?? ''), message: message ?? '' };
  } catch {
    return { code: '', message: bodyText };
  }
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), `retry-after-ms` as OpenAI sends it. */
function retryAfterOf(headers: Readonly<Record<string, string | string[] | undefined>>): number | undefined {
  const milliseconds = Number(headers['retry-after-ms']);
  if (headers['retry-after-ms'] !== undefined && Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const header = headers['retry-after'];
  if (typeof header !== 'string') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const dateMs = Date.parse(header);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - Date.now());
}
