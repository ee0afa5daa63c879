import type { UploadItem, UploadPhase } from './upload-item.ts';

/** The list of uploads as a store that React can follow: it is replaced at each change, and untouched items keep their identity. */
export function createUploadList() {
  let items: readonly UploadItem[] = [];
  let lastId = 0;
  const listeners = new Set<() => void>();
  const replace = (next: readonly UploadItem[]) => {
    items = next;
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: (): readonly UploadItem[] => items,
    newId: (): number => (lastId += 1),
    replace,
    change(isMeant: (item: UploadItem) => boolean, phaseOf: (item: UploadItem) => UploadPhase): void {
      replace(items.map((item) => (isMeant(item) ? { ...item, phase: phaseOf(item) } : item)));
    },
  };
}
export type UploadList = ReturnType<typeof createUploadList>;
