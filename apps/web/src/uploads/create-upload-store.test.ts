import type { DocumentView, UploadResult } from '@carrel/contract';
import { expect, test, vi } from 'vitest';
import type { SendFiles } from './create-sender.ts';
import { createUploadStore } from './create-upload-store.ts';
import { isFailed, isOpen, shareOfAll } from './upload-item.ts';
import { aDocument } from '../fixtures/a-document.ts';

const collection = { id: 'col_1', name: 'Travel' };
const received = (path: string, more: Partial<DocumentView> = {}) => aDocument(path, { state: 'received', ...more });
const files = (...paths: readonly string[]) => paths.map((path) => ({ path, file: new File(['abc'], path) }));
const accepting: SendFiles = async (input): Promise<UploadResult> => ({
  files: input.files.map(({ path }) => ({ outcome: 'accepted', path, document: received(path) })),
});
const storeWith = (send: SendFiles, onTaken = () => undefined) => createUploadStore({ send, newKey: () => 'key', onTaken });
const phases = (store: ReturnType<typeof storeWith>) => store.snapshot().map((item) => item.phase.kind);

test('what the server takes is followed until it comes to rest', async () => {
  const onTaken = vi.fn<() => undefined>();
  const store = storeWith(accepting, onTaken);
  store.add(files('a.txt', 'b.txt'), collection, 100);
  await vi.waitFor(() => expect(phases(store)).toEqual(['accepted', 'accepted']));
  expect(onTaken).toHaveBeenCalledOnce();
  store.follow({ type: 'document', document: received('a.txt', { state: 'published' }) });
  store.follow({
    type: 'document',
    document: received('b.txt', { state: 'failed', reason: { code: 'EMPTY_TEXT', text: 'No text.', isRetryable: false } }),
  });
  expect(store.snapshot().map(isOpen)).toEqual([false, false]);
  expect(store.snapshot().map(isFailed)).toEqual([false, true]);
  expect(shareOfAll(store.snapshot())).toBe(1);
});

test('a file that is too large is never sent', async () => {
  const send = vi.fn(accepting);
  const store = storeWith(send);
  store.add(files('a.txt'), collection, 2);
  expect(phases(store)).toEqual(['too-large']);
  expect(send).not.toHaveBeenCalled();
});

test('a file whose sending failed can be sent again, with its contents', async () => {
  const sizes: number[] = [];
  let attempts = 0;
  const store = storeWith(async (input) => {
    attempts += 1;
    sizes.push(...input.files.map(({ content }) => content.size));
    if (attempts === 1) throw new TypeError('broken');
    return accepting(input);
  });
  store.add(files('a.txt'), collection, 100);
  await vi.waitFor(() => expect(phases(store)).toEqual(['send-failed']));
  store.retry(store.snapshot()[0]?.id ?? 0);
  await vi.waitFor(() => expect(phases(store)).toEqual(['accepted']));
  expect(sizes).toEqual([3, 3]);
});

test('cancelling stops what is on its way and what waits, not what was taken', async () => {
  const store = storeWith(
    (input) =>
      new Promise((resolve, reject) => {
        if (input.files.some(({ path }) => path === 'done.txt')) resolve(accepting(input));
        else input.signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      }),
  );
  store.add(files('done.txt'), collection, 100);
  await vi.waitFor(() => expect(phases(store)).toEqual(['accepted']));
  store.add(files(...Array.from({ length: 60 }, (_, index) => `${index}.txt`)), collection, 100);
  expect(phases(store)).toContain('waiting');
  store.cancel();
  await vi.waitFor(() => expect(new Set(phases(store).slice(1))).toEqual(new Set(['cancelled'])));
  expect(phases(store)[0]).toBe('accepted');
});

test('after a reload the documents on their way are in the list again, once', () => {
  const store = storeWith(accepting);
  store.restore([received('a.txt', { state: 'parsing' })]);
  store.restore([received('a.txt', { state: 'parsing' })]);
  expect(store.snapshot().map((item) => item.path)).toEqual(['a.txt']);
  store.clear();
  expect(store.snapshot()).toHaveLength(1);
  store.follow({ type: 'deleted', documentId: 'doc_a.txt' });
  expect(store.snapshot()).toEqual([]);
});
