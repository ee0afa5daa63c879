import { createHash, createHmac } from 'node:crypto';

export interface S3Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** A request as far as it is signed. */
export interface SignedParts {
  readonly method: string;
  /** Without a query: this client needs none. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, in hexadecimal: the store compares it with what arrives. */
  readonly bodySha256: string;
  readonly region: string;
  readonly nowMs: number;
}

/**
 * The headers with which S3 knows who asks, and that nothing was changed on the way: AWS Signature Version 4.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html (read 2026-11-25)
 */
export function signRequest(parts: SignedParts, { accessKey, secretKey }: S3Credentials): Record<string, string> {
  const time = new Date(parts.nowMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const scope = `${date}/${parts.region}/s3/aws4_request`;
  const headers: Record<string, string> = {
    ...parts.headers,
    host: parts.url.host,
    'x-amz-content-sha256': parts.bodySha256,
    'x-amz-date': time,
  };
  const names = Object.keys(headers).toSorted();
  const canonical = [
    parts.method,
    parts.url.pathname,
    '',
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    names.join(';'),
    parts.bodySha256,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [date, parts.region, 's3', 'aws4_request'].reduce<Buffer | string>((secret, word) => hmac(secret, word), `AWS4${secretKey}`);
  const signature = hmac(key, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...headers, authorization };
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
