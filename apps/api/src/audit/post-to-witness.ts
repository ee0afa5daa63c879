import type { PostToWitness } from '@carrel/audit';

const timeoutMs = 5_000;
/** A cosignature is a line. */
const maxAnswerChars = 16_384;

/**
 * Sends to a witness over HTTP.
 * @param checkHost rejects for a host that may not be reached (`CARREL_OFFLINE`).
 */
export function createPostToWitness(checkHost: (host: string) => Promise<unknown>): (url: string) => PostToWitness {
  return (url) => async (body) => {
    const address = new URL('add-checkpoint', url.endsWith('/') ? url : `${url}/`);
    await checkHost(address.hostname.replaceAll(/[[\]]/g, ''));
    const response = await fetch(address, {
      method: 'POST',
      body,
      redirect: 'error',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: (await response.text()).slice(0, maxAnswerChars) };
  };
}
