import { FileDown } from 'lucide-react';
import type { DragEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';
import { useMessages } from '../messages/language.tsx';
import type { FileWithPath } from '../uploads/collect-files.ts';
import { filesOfDrop } from '../uploads/collect-files.ts';

interface DropZoneProps {
  readonly isEnabled: boolean;
  /** Null: the person will be asked. */
  readonly collectionName: string | null;
  readonly onDrop: (files: readonly FileWithPath[]) => void;
  readonly children: ReactNode;
}

/** Takes files and folders that are dropped anywhere on the page. */
export function DropZone({ isEnabled, collectionName, onDrop, children }: DropZoneProps) {
  const messages = useMessages();
  const [isOver, setOver] = useState(false);
  // Entering a child fires before leaving its parent: only the last leave is the real one.
  const depth = useRef(0);
  const hasFiles = (event: DragEvent) => isEnabled && event.dataTransfer.types.includes('Files');

  return (
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      data-drop-zone
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => {
        if (hasFiles(event)) event.preventDefault();
      }}
      onDragLeave={() => {
        depth.current = Math.max(0, depth.current - 1);
        if (depth.current === 0) setOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        void filesOfDrop(event.dataTransfer).then(onDrop);
      }}
    >
      {children}
      {isOver && (
        <div className="pointer-events-none absolute inset-2 z-20 flex flex-col items-center justify-center gap-3 rounded-box border-2 border-dashed border-accent bg-accent-soft/95 text-accent">
          <FileDown aria-hidden className="size-9" strokeWidth={1.5} />
          <p className="text-lead font-semibold">{messages.documents.drop(collectionName ?? messages.documents.collection)}</p>
          <p className="text-soft">{messages.documents.dropHint}</p>
        </div>
      )}
    </div>
  );
}
