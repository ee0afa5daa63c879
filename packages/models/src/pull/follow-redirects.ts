import { CarrelError } from '@carrel/core';
import type { Dispatcher } from 'undici';

type Response = Dispatcher.ResponseData;

const mostRedirects = 5;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request and follows redirects to the same host and to hosts of the list. Nothing is sent along but the request:
 * no key, no cookie. From https it never leads to http.
 * @throws MODEL_SOURCE_REDIRECTED
 */
export async function followRedirects(first: URL, hosts: readonly string[], send: (url: URL) => Promise<Response>): Promise<Response> {
  let url = first;
  for (let count = 0; count <= mostRedirects; count += 1) {
    const response = await send(url);
    if (!redirectStatuses.has(response.statusCode)) return response;
    await response.body.dump();
    const next = URL.parse(String(response.headers['location'] ?? ''), url.href);
    if (next === null) throw refused(first, 'to no address');
    if (next.protocol !== 'https:' && next.protocol !== first.protocol)
      throw refused(first, `to ${next.protocol}//${next.host}, which is not encrypted`);
    if (next.host !== first.host && !hosts.some((host) => next.hostname === host || next.hostname.endsWith(`.${host}`)))
      throw refused(first, `to another host, ${next.host}`);
    url = next;
  }
  throw refused(first, `more than ${mostRedirects} times`);
}

function refused(url: URL, where: string): CarrelError {
  return new CarrelError('MODEL_SOURCE_REDIRECTED', { message: `${url.host} redirected ${where}` });
}
