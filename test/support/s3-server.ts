import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export interface S3Server {
  readonly endpoint: string;
  /** Objects by `/bucket/name`. A test may change them. */
  readonly objects: Map<string, Buffer>;
  /** The next so many requests are answered with this status. */
  failNext(count: number, status: number): void;
  requests(): number;
  close(): Promise<void>;
}

export const s3Keys = { accessKey: 'TESTACCESSKEY', secretKey: 'a/secret+key' } as const;

/**
 * A store that speaks as much of S3 as is needed: PUT, GET, HEAD and DELETE of objects in one bucket. It computes each signature (AWS
 * Signature Version 4) and each digest itself and refuses what is not right.
 */
export async function startS3Server(bucket = 'carrel'): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  let failures = { count: 0, status: 500 };
  let requests = 0;
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests += 1;
    const pieces: Buffer[] = [];
    const incoming: AsyncIterable<Buffer> = request;
    for await (const piece of incoming) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const refuse = (status: number) => response.writeHead(status, { 'content-type': 'application/xml' }).end('<Error/>');
    if (failures.count > 0) {
      failures = { ...failures, count: failures.count - 1 };
      refuse(failures.status);
      return;
    }
    const path = request.url ?? '';
    if (!isSigned(request)) return void refuse(403);
    if (createHash('sha256').update(body).digest('hex') !== request.headers['x-amz-content-sha256']) return void refuse(400);
    if (!path.startsWith(`/${bucket}/`)) return void refuse(404);
    if (request.method === 'PUT') {
      objects.set(path, body);
      response.writeHead(200).end();
      return;
    }
    if (request.method === 'DELETE') {
      objects.delete(path);
      response.writeHead(204).end();
      return;
    }
    const object = objects.get(path);
    if (object === undefined) return void refuse(404);
    response.writeHead(200, { 'content-length': object.length });
    response.end(request.method === 'HEAD' ? undefined : object);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    objects,
    failNext: (count, status) => {
      failures = { count, status };
    },
    requests: () => requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const form =
  /^AWS4-HMAC-SHA256 Credential=(?<access>[^/]+)\/(?<date>\d{8})\/(?<region>[^/]+)\/s3\/aws4_request, ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$/;

/** As the documentation of the protocol says, without looking at how the client does it. */
function isSigned({ headers, method, url }: IncomingMessage): boolean {
  const found = form.exec(headers.authorization ?? '')?.groups;
  if (found === undefined || found['access'] !== s3Keys.accessKey) return false;
  const { date = '', region = '', names = '', signature = '' } = found;
  if (!names.split(';').includes('host') || !names.split(';').includes('x-amz-content-sha256')) return false;
  const canonicalHeaders = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = `${method}\n${url}\n\n${canonicalHeaders.join('')}\n${names}\n${String(headers['x-amz-content-sha256'])}`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  const text = `AWS4-HMAC-SHA256\n${String(headers['x-amz-date'])}\n${date}/${region}/s3/aws4_request\n${digest}`;
  let key: Buffer = Buffer.from(`AWS4${s3Keys.secretKey}`);
  for (const word of [date, region, 's3', 'aws4_request']) key = createHmac('sha256', key).update(word).digest();
  return timingSafeEqual(createHmac('sha256', key).update(text).digest(), Buffer.from(signature, 'hex'));
}
