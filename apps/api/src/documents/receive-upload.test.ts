import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { collectionId, policyId, userId } from '../../../../test/support/builders/ids.ts';
import { anActor } from '../../../../test/support/builders/an-actor.ts';
import { createRecordingPort } from '../../../../test/support/fakes/recording-port.ts';
import { createFakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import { createMemoryRateLimiter } from '../http/memory-rate-limiter.ts';
import { receiveUpload } from './receive-upload.ts';
import type { UploadDocuments } from './upload-documents.ts';

const collection = {
  id: collectionId(1),
  key: 1,
  name: 'Handbook',
  description: '',
  defaultPolicyId: policyId(1),
  createdAt: '2026-01-01T00:00:00.000Z',
};
const place = {
  caller: { actor: anActor(), userId: userId(1), isRateLimited: true },
  collection,
  policyId: policyId(1),
};
const bytesPerHour = { name: 'upload-bytes', amount: 1_000, windowMs: 3_600_000 };

describe('receiveUpload', () => {
  const uploads = () => createRecordingPort<UploadDocuments>('uploads', { fromRequest: () => Promise.resolve({ files: [] }) });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only these two are read of a request
  const request = { headers: {}, socket: { bytesRead: 0 } } as unknown as IncomingMessage;

  it('takes what comes while there is room', async () => {
    const { port, calls } = uploads();
    const deps = {
      uploadDocuments: port,
      rateLimiter: createMemoryRateLimiter({ clock: createFakeClock() }),
      hasRoom: () => Promise.resolve(true),
    };
    expect(await receiveUpload(deps, request, { place, bytesPerHour })).toEqual({ files: [] });
    expect(calls).toHaveLength(1);
  });

  it('reads nothing when the disk is nearly full: log and database keep what is left', async () => {
    const { port, calls } = uploads();
    const deps = {
      uploadDocuments: port,
      rateLimiter: createMemoryRateLimiter({ clock: createFakeClock() }),
      hasRoom: () => Promise.resolve(false),
    };
    await expect(receiveUpload(deps, request, { place, bytesPerHour })).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(calls).toHaveLength(0);
  });
});
