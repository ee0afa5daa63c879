import { CarrelError } from '@carrel/core';

/** Where a model server listens. */
export type ModelAddress =
  | { readonly kind: 'unix'; readonly socketPath: string }
  /** `baseUrl` ends in `/v1`; `modelName` is the part after `#`, if any. */
  | { readonly kind: 'http'; readonly baseUrl: URL; readonly modelName: string | null };

/** Whether a setting is the address of a server rather than a name or path of a model. */
export function isModelAddress(setting: string): boolean {
  return /^(https?:\/\/|unix:)/i.test(setting);
}

/**
 * Reads `unix:/path/to/socket`, or an http or https URL with or without `/v1`, and with `#NAME` where the server has
 * several models.
 * @throws INVALID_CONFIGURATION
 */
export function parseModelAddress(setting: string): ModelAddress {
  if (setting.startsWith('unix:')) {
    const socketPath = setting.slice('unix:'.length).replace(/^\/\/(?=\/)/, '');
    if (socketPath === '') throw invalid('"unix:" must be followed by the path of a socket');
    return { kind: 'unix', socketPath };
  }
  const url = URL.parse(setting);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw invalid('expected an http or https URL, or unix: and a path');
  if (url.username !== '' || url.password !== '') throw invalid('the URL must not hold a user name or password');
  const modelName = url.hash === '' ? null : decodeURIComponent(url.hash.slice(1));
  const path = url.pathname.replace(/\/+$/, '');
  const baseUrl = new URL(`${url.origin}${path === '' ? '/v1' : path}`);
  return { kind: 'http', baseUrl, modelName };
}

function invalid(message: string): CarrelError {
  return new CarrelError('INVALID_CONFIGURATION', { message: `model address: ${message}` });
}
