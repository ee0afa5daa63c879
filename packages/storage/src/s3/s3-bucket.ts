import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import { privateLookup, requireInside } from './private-lookup.ts';
import type { S3Credentials } from './sign-request.ts';
import { signRequest } from './sign-request.ts';

export interface S3Place {
  /** `s3://BUCKET` or `s3://BUCKET/PREFIX`. */
  readonly uri: string;
  /** Of a store of one's own, such as `https://s3.example.org:9000`; null: Amazon's. */
  readonly endpoint: string | null;
  readonly region: string;
  /** Whether no address beyond this network may be reached. */
  readonly isOffline: boolean;
  readonly credentials: S3Credentials;
}

/** What is needed of an S3-compatible store: whole objects by their names. */
export interface S3Bucket {
  /** @param sha256 of the bytes, in hexadecimal: the store refuses others. @throws STORE_UNAVAILABLE. */
  put(name: string, object: { readonly sizeBytes: number; readonly sha256: string; readonly open: () => Promise<Readable> }): Promise<void>;
  /** Null: there is none. @throws STORE_UNAVAILABLE. */
  get(name: string): Promise<Readable | null>;
  /** Null: there is none. @throws STORE_UNAVAILABLE. */
  size(name: string): Promise<number | null>;
  /** Fine when there is none. Versions that the bucket keeps by itself are its own business. @throws STORE_UNAVAILABLE. */
  remove(name: string): Promise<void>;
  close(): void;
}

const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const attempts = 4;
const firstPauseMs = 100;
const silenceMs = 60_000;

/** A client for one bucket. Requests that fail for a reason that can pass are tried four times. */
export function openS3Bucket({ clock }: { readonly clock: Clock }, place: S3Place): S3Bucket {
  const { base, isSecure } = baseOf(place);
  if (place.isOffline) requireInside(new URL(base).hostname);
  const options = { keepAlive: true, maxSockets: 32, ...(place.isOffline && { lookup: privateLookup }) };
  const agent = isSecure ? new HttpsAgent(options) : new HttpAgent(options);

  async function send(method: 'GET' | 'HEAD' | 'PUT' | 'DELETE', name: string, body: Body | null): Promise<IncomingMessage> {
    const url = new URL(`${base}/${name}`);
    const headers = signRequest(
      {
        method,
        url,
        headers: body === null ? {} : { 'content-length': String(body.sizeBytes) },
        bodySha256: body?.sha256 ?? emptySha256,
        region: place.region,
        nowMs: clock.nowMs(),
      },
      place.credentials,
    );
    return exchange(isSecure ? httpsRequest : httpRequest, { url, options: { method, headers, agent }, body });
  }

  /** @returns null for 404. */
  async function patiently(method: 'GET' | 'HEAD' | 'PUT' | 'DELETE', name: string, body: Body | null): Promise<IncomingMessage | null> {
    let failure: unknown;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, firstPauseMs * 4 ** (attempt - 1)));
      try {
        const response = await send(method, name, body);
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) return response;
        response.resume();
        if (status === 404) return null;
        failure = new Error(`${method} was answered with status ${status}`);
        if (status < 500 && status !== 429 && status !== 408) break;
      } catch (error) {
        failure = error;
      }
    }
    throw new CarrelError('STORE_UNAVAILABLE', { message: `The object store does not serve the bucket of ${place.uri}.`, cause: failure });
  }

  return {
    async put(name, object) {
      const response = await patiently('PUT', name, object);
      if (response === null) throw new CarrelError('STORE_UNAVAILABLE', { message: `There is no bucket ${place.uri}.` });
      response.resume();
    },
    get: (name) => patiently('GET', name, null),
    async size(name) {
      const response = await patiently('HEAD', name, null);
      response?.resume();
      return response === null ? null : Number(response.headers['content-length']);
    },
    async remove(name) {
      (await patiently('DELETE', name, null))?.resume();
    },
    close: () => agent.destroy(),
  };
}

type Body = Parameters<S3Bucket['put']>[1];

async function exchange(
  request: typeof httpRequest,
  { url, options, body }: { readonly url: URL; readonly options: RequestOptions; readonly body: Body | null },
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request(url, options, resolve);
  outgoing.on('error', reject);
  outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error('the object store was silent for too long')));
  if (body === null) outgoing.end();
  // An answer can come before all was sent (a refusal): then the rest does not matter.
  else await Promise.race([pipeline(await body.open(), outgoing).catch(reject), promise.then(() => undefined)]);
  return promise;
}

/** In the path where the store is one's own, in the name of the host at Amazon. @throws INVALID_CONFIGURATION. */
function baseOf({ uri, endpoint, region }: S3Place): { readonly base: string; readonly isSecure: boolean } {
  const { hostname: bucket, pathname } = new URL(uri);
  const prefix = pathname.replace(/\/+$/, '');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || !/^[\w./-]*$/.test(prefix))
    throw new CarrelError('INVALID_CONFIGURATION', { message: `expected s3://BUCKET or s3://BUCKET/PREFIX, got "${uri}"` });
  if (endpoint === null) return { base: `https://${bucket}.s3.${region}.amazonaws.com${prefix}`, isSecure: true };
  return { base: `${endpoint}/${bucket}${prefix}`, isSecure: endpoint.startsWith('https:') };
}
