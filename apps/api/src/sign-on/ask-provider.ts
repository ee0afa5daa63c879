/** What came of asking a provider. */
export type ProviderAnswer =
  | { readonly type: 'answered'; readonly status: number; readonly date: string | null; readonly json: unknown }
  /** Carrel may not connect to the host. */
  | { readonly type: 'refused'; readonly host: string }
  | { readonly type: 'unreachable'; readonly reason: string; readonly isCertificate: boolean };

const timeoutMs = 10_000;
/** Documents and keys of providers are small; nobody makes this process hold more. */
const maxBytes = 1_000_000;

/** Requests to a provider, under the same rules as those of a sign-in: the host is checked, nothing is followed. */
export function createProviderRequests(checkHost: (host: string) => Promise<unknown>) {
  const send = async (address: string, init: RequestInit): Promise<ProviderAnswer> => {
    const url = URL.parse(address);
    if (url === null) return { type: 'unreachable', reason: 'not an address', isCertificate: false };
    try {
      await checkHost(url.hostname.replaceAll(/[[\]]/g, ''));
    } catch (error) {
      // A name that cannot be found is not a host that is forbidden.
      const code = systemCodeOf(error);
      return code === null ? { type: 'refused', host: url.hostname } : { type: 'unreachable', reason: code, isCertificate: false };
    }
    try {
      const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
      return { type: 'answered', status: response.status, date: response.headers.get('date'), json: await readJson(response) };
    } catch (error) {
      const code = systemCodeOf(error) ?? innermost(error);
      return { type: 'unreachable', reason: code, isCertificate: /CERT|SIGNATURE|ALTNAME|SSL/.test(code) };
    }
  };
  return {
    get: (address: string) => send(address, { headers: { accept: 'application/json' } }),
    post: (address: string, form: Readonly<Record<string, string>>) =>
      send(address, { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams(form) }),
  };
}

/** Null: not JSON, or too much of it. */
async function readJson(response: Response): Promise<unknown> {
  if (response.body === null) return null;
  // Node's stream of a response can be walked through; the type of browsers does not say so.
  const body: AsyncIterable<Uint8Array> = response.body;
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of body) {
    sizeBytes += piece.byteLength;
    if (sizeBytes > maxBytes) return null;
    pieces.push(piece);
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    return parsed;
  } catch {
    return null;
  }
}

/** The system's name for why a connection failed, such as `ENOTFOUND`; it is in the innermost cause. */
function systemCodeOf(error: unknown): string | null {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    const code: unknown = Reflect.get(one, 'code');
    if (typeof code === 'string' && /^(?:E[A-Z_]+|CERT_\w+|DEPTH_\w+|UNABLE_\w+|SELF_\w+|ERR_\w+|UND_\w+)$/.test(code)) return code;
  }
  return null;
}

/** What the innermost cause says, for failures without a system's name. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? innermost(error.cause) : error.message;
}
