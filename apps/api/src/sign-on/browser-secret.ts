import type { Request, Response } from 'express';

const secretForm = /^[A-Za-z0-9_-]{43}$/;

interface CookieOptions {
  readonly isHttps: boolean;
}

/** The secret that binds a sign-in to the browser that it began in; null: there is none of this form. */
export function readBrowserSecret(request: Request, options: CookieOptions): string | null {
  const start = `${cookieName(options)}=`;
  const cookie = (request.headers.cookie ?? '').split(';').find((one) => one.trim().startsWith(start));
  const value = cookie?.trim().slice(start.length) ?? '';
  return secretForm.test(value) ? value : null;
}

export function setBrowserSecret(response: Response, secret: string, options: CookieOptions & { readonly lifeMs: number }): void {
  // Not `Strict`: the provider leads the browser back here, which is a step from another site.
  const attributes = { httpOnly: true, secure: options.isHttps, sameSite: 'lax', path: '/' } as const;
  response.cookie(cookieName(options), secret, { ...attributes, maxAge: options.lifeMs });
}

function cookieName({ isHttps }: CookieOptions): string {
  return isHttps ? '__Host-carrel.sign_on' : 'carrel.sign_on';
}
