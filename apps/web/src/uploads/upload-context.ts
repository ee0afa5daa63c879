import { createContext, useContext, useSyncExternalStore } from 'react';
import type { UploadStore } from './create-upload-store.ts';
import type { UploadItem } from './upload-item.ts';

export const UploadContext = createContext<UploadStore | null>(null);
const noItems: readonly UploadItem[] = [];

export function useUploadStore(): UploadStore {
  const store = useContext(UploadContext);
  if (!store) throw new TypeError('useUploadStore was called outside UploadProvider');
  return store;
}

export function useUploads(): readonly UploadItem[] {
  const store = useUploadStore();
  return useSyncExternalStore(store.subscribe, store.snapshot, () => noItems);
}
