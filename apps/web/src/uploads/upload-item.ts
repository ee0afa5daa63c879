import type { DocumentView, UploadResult } from '@carrel/contract';
import { isWorking } from '../documents/document-state.ts';

type Reason = NonNullable<DocumentView['reason']>;

/** What became of a file so far. */
export type UploadPhase =
  | { readonly kind: 'waiting' }
  /** @property share 0…1 of the bytes that have left the browser. */
  | { readonly kind: 'sending'; readonly share: number }
  /** The server has it; the document says how far it is. */
  | { readonly kind: 'accepted'; readonly document: DocumentView }
  | { readonly kind: 'unchanged'; readonly document: DocumentView }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'send-failed'; readonly error: unknown }
  | { readonly kind: 'cancelled' };

export interface UploadItem {
  readonly id: number;
  readonly path: string;
  readonly sizeBytes: number;
  readonly collectionId: string;
  readonly collectionName: string;
  readonly phase: UploadPhase;
}

/** Whether something still happens with the file. */
export function isOpen({ phase }: UploadItem): boolean {
  return phase.kind === 'waiting' || phase.kind === 'sending' || (phase.kind === 'accepted' && isWorking(phase.document.state));
}

export function isFailed({ phase }: UploadItem): boolean {
  switch (phase.kind) {
    case 'refused':
    case 'too-large':
    case 'send-failed':
      return true;
    case 'accepted':
      return phase.document.state === 'failed' || phase.document.state === 'quarantined';
    default:
      return false;
  }
}

/** What the server said of one file, as the phase of its item. */
export function phaseOfOutcome(outcome: UploadResult['files'][number] | undefined): UploadPhase {
  if (!outcome) return { kind: 'send-failed', error: new Error('The server said nothing about this file.') };
  switch (outcome.outcome) {
    case 'accepted':
      return { kind: 'accepted', document: outcome.document };
    case 'unchanged':
      return { kind: 'unchanged', document: outcome.document };
    case 'refused':
      return { kind: 'refused', reason: outcome.reason };
  }
}

/** Sending is the first tenth of the way, being read in and embedded the rest: 0…1 over all files. */
export function shareOfAll(items: readonly UploadItem[]): number {
  if (items.length === 0) return 1;
  return items.reduce((sum, item) => sum + shareOfItem(item), 0) / items.length;
}

const stageShares: Readonly<Partial<Record<DocumentView['state'], readonly [from: number, to: number]>>> = {
  received: [0.1, 0.1],
  stored: [0.1, 0.15],
  parsing: [0.15, 0.4],
  chunked: [0.4, 0.45],
  embedding: [0.45, 0.95],
  indexed: [0.95, 1],
};

function shareOfItem({ phase }: UploadItem): number {
  if (phase.kind === 'waiting') return 0;
  if (phase.kind === 'sending') return phase.share * 0.1;
  if (phase.kind !== 'accepted') return 1;
  const { state, progress } = phase.document;
  const range = stageShares[state];
  if (!range) return 1;
  const within = progress && progress.total > 0 ? progress.done / progress.total : 0;
  return range[0] + (range[1] - range[0]) * within;
}
