import type { Fetch } from '@carrel/contract';

/**
 * A `fetch` for uploads that tells how much has left the browser: `fetch` itself can't.
 * @param onProgress bytes sent so far and in all, with the multipart envelope.
 */
export function createXhrFetch(onProgress: (sentBytes: number, totalBytes: number) => void): Fetch {
  return (url, init) =>
    new Promise<Response>((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init.method ?? 'GET', url);
      for (const [name, value] of new Headers(init.headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener('progress', (event) => onProgress(event.loaded, event.lengthComputable ? event.total : 0));
      request.addEventListener('load', () => resolve(responseOf(request)));
      request.addEventListener('error', () => reject(new TypeError('The connection broke while the file was being sent.')));
      request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled.', 'AbortError')));
      init.signal?.addEventListener('abort', () => request.abort());
      if (init.signal?.aborted) reject(new DOMException('The upload was cancelled.', 'AbortError'));
      else request.send(init.body instanceof FormData ? init.body : null);
    });
}

function responseOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const line of request
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  const hasBody = request.status !== 204 && request.status !== 304;
  return new Response(hasBody ? request.responseText : null, { status: request.status, statusText: request.statusText, headers });
}
