import type { CarrelClient, DocumentView, UploadResult } from '@carrel/contract';
import { routes } from '@carrel/contract';

type Upload = Parameters<CarrelClient['upload']>[0];

export interface SendNewFilesDeps {
  readonly ask: Pick<CarrelClient, 'call'>;
  /** Tells of its progress. */
  readonly send: Pick<CarrelClient, 'upload'>;
}

/** Below this, asking takes as long as sending. */
const worthAskingBytes = 256 * 1024;
/** A file is hashed as a whole, so this much memory is needed; a larger one is sent. */
const mostHashedBytes = 256 * 1024 * 1024;

/**
 * Sends the files of one request, but those that lie at their places already, byte for byte: a large folder whose upload was cut off
 * goes on where it was.
 */
export async function sendNewFiles({ ask, send }: SendNewFilesDeps, input: Upload): Promise<UploadResult> {
  const known = await knownAmong(ask, input);
  const others = input.files.filter((_file, index) => known[index] === null);
  const sent = others.length === 0 ? [] : (await send.upload({ ...input, files: others })).files;
  let next = 0;
  const files = input.files.flatMap(({ path }, index): UploadResult['files'] => {
    const document = known[index] ?? null;
    if (document !== null) return [{ outcome: 'unchanged', path, document }];
    const outcome = sent[next];
    next += 1;
    return outcome === undefined ? [] : [outcome];
  });
  return { files };
}

/** One for each file; null for those that must be sent, and for all where the server does not say. */
async function knownAmong(
  ask: SendNewFilesDeps['ask'],
  { collectionId, policy, files, signal }: Upload,
): Promise<readonly (DocumentView | null)[]> {
  const none = files.map(() => null);
  const sizeBytes = files.reduce((sum, { content }) => sum + content.size, 0);
  // Without https, browsers hash nothing.
  if (globalThis.crypto.subtle === undefined || sizeBytes < worthAskingBytes || sizeBytes > mostHashedBytes) return none;
  try {
    const described: { readonly path: string; readonly sha256: string }[] = [];
    for (const { path, content } of files) described.push({ path, sha256: await sha256Of(content) });
    const { documents } = await ask.call(routes.findKnownFiles, {
      params: { id: collectionId },
      query: policy === undefined ? {} : { policy },
      body: { files: described },
      ...(signal && { signal }),
    });
    return documents.length === files.length ? documents : none;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return none;
  }
}

async function sha256Of(content: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await content.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
