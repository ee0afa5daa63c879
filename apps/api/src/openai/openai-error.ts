import type { OpenAiError, Problem } from '@carrel/contract';

const typeOfStatus: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
};

/** Words of the protocol's own, which its clients look for. */
const ownCodes: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'invalid_api_key',
  MODEL_NOT_FOUND: 'model_not_found',
  RATE_LIMITED: 'rate_limit_exceeded',
};

/** A problem in the form of the OpenAI protocol. */
export function openAiErrorOf({ status, code, detail, fields, requestId }: Problem): OpenAiError {
  return {
    error: {
      message: detail,
      type: typeOfStatus[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
      param: fields?.[0]?.path || null,
      code: ownCodes[code] ?? code,
      request_id: requestId,
    },
  };
}

/** Whether errors of this path go out in that form. */
export function isOpenAiPath(path: string): boolean {
  return path.startsWith('/v1/');
}
