import { CarrelError, type ErrorCode, isCarrelError, type MailFailureCode, mailFailureCodeSchema } from '@carrel/core';

const encryptionCodes = /^(?:ETLS|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * What went wrong with a mail, as a code of ours. What the server said stays out of it: it may repeat the address, and in
 * answer to a sign-in a name. Codes: https://nodemailer.com/smtp/#error-codes (November 2026).
 */
export function mailFailureOf(error: unknown): CarrelError {
  return new CarrelError(codeOf(error), { message: 'the mail was not sent' });
}

/** The code that is kept with a mail that was not sent. */
export function mailFailureCodeOf(error: unknown): MailFailureCode {
  const known = mailFailureCodeSchema.safeParse(isCarrelError(error) ? error.code : null);
  return known.success ? known.data : 'MAIL_UNAVAILABLE';
}

function codeOf(error: unknown): ErrorCode {
  if (isCarrelError(error)) {
    // Of the rule about hosts.
    if (error.code === 'MODEL_URL_REFUSED') return 'MAIL_HOST_REFUSED';
    return mailFailureCodeOf(error);
  }
  const { code, originalCode, responseCode } = factsOf(error);
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'MAIL_LOGIN_REFUSED';
  if (encryptionCodes.test(originalCode) || encryptionCodes.test(code)) return 'MAIL_ENCRYPTION_FAILED';
  if (responseCode !== null && responseCode >= 500) return code === 'EENVELOPE' ? 'MAIL_ADDRESS_REFUSED' : 'MAIL_REFUSED';
  if (code === 'EENVELOPE' && responseCode === null) return 'MAIL_ADDRESS_REFUSED';
  return 'MAIL_UNAVAILABLE';
}

interface Facts {
  readonly code: string;
  /** That of the socket, which the library keeps under its own. */
  readonly originalCode: string;
  readonly responseCode: number | null;
}

function factsOf(error: unknown): Facts {
  const text = (name: string) => {
    const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  const responseCode: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : undefined;
  return { code: text('code'), originalCode: text('originalCode'), responseCode: typeof responseCode === 'number' ? responseCode : null };
}
