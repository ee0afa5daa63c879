import { isCarrelError } from '@carrel/core';

/** The fields of an error have a prefix of their own and are not part of `LogFields`. */
export type ErrorFields = Readonly<Record<string, string | number | boolean>>;

const maxCauses = 4;

/**
 * What a log may say of an error: class, code, details, stack, and the same of its causes. The message only for errors of
 * Carrel's own, whose messages are written never to hold document text; another library's may quote what it was working on.
 */
export function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { errorClass: typeof error };
  return {
    errorClass: error.name,
    ...codeOf(error),
    ...(isCarrelError(error) && { errorMessage: error.message, ...prefixed(error.details) }),
    stack: framesOf(error),
    ...causesOf(error),
  };
}

function codeOf(error: Error): ErrorFields {
  return 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { errorCode: error.code } : {};
}

function prefixed(details: Readonly<Record<string, string | number | boolean>>): ErrorFields {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [`detail_${name}`, value]));
}

/** The stack without its first lines, which repeat the message. */
function framesOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');
}

function causesOf(error: Error): ErrorFields {
  const causes: string[] = [];
  let cause = error.cause;
  while (cause instanceof Error && causes.length < maxCauses) {
    const code = codeOf(cause)['errorCode'];
    const message = isCarrelError(cause) ? `: ${cause.message}` : '';
    causes.push(`${cause.name}${code === undefined ? '' : ` ${String(code)}`}${message}`);
    cause = cause.cause;
  }
  return causes.length === 0 ? {} : { causes: causes.join(' < ') };
}
