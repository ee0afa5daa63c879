import type { VersionRepository } from './ports/repositories/version-repository.ts';

/**
 * In which order versions are worked on: start-time fair queueing (Goyal, Vin and Cheng, 1996). Each flow (the uploads of a
 * collection, a watched folder) has a place of its own in a common order, which moves on by the cost of what it sends: ten
 * thousand files of one flow and one file of another are at the same place when they come. What it needs is decided once, when
 * a version is accepted; taking the next one is a look at the smallest number.
 */

/** `interactive`: somebody waits for it. `bulk`: a folder. */
export type QueueLane = 'interactive' | 'bulk';

/** Where a version stands. Smaller `order` goes first. */
export interface QueuePlace {
  readonly flow: string;
  readonly order: number;
  /** Virtual time at which its work begins and ends, in bytes. */
  readonly start: number;
  readonly finish: number;
}

/** What is known of the queue when a version is accepted. */
export interface QueueState {
  /** The place at which work is being done now; 0 when there is none. */
  readonly virtualTime: number;
  /** Where the open work of the flow ends; 0 when it has none. */
  readonly lastFinish: number;
}

/** Each file costs something beside its bytes. */
const fileCostBytes = 16 * 1024;
/** Of what is done while both lanes have work for long, the interactive one gets so many times as much. */
const interactiveWeight = 16;
/** So far ahead of its place an upload is put, in bytes: it overtakes what waits, and a stream without end does not for ever. */
const interactiveLeadBytes = 256 * 1024 * 1024;

/** An upload of this many files is a folder: nobody watches each one. */
export const bulkFromFiles = 10;

export function queueFlow(lane: QueueLane, key: string): string {
  return `${lane} ${key}`;
}

/** A version from before there were places was uploaded by somebody. */
export function laneOf(flow: string): QueueLane {
  return flow.startsWith('bulk ') ? 'bulk' : 'interactive';
}

export interface QueuedWork {
  readonly lane: QueueLane;
  /** The collection or the source. */
  readonly key: string;
  readonly sizesBytes: readonly number[];
}

/** Places for versions that are about to be accepted. Outside the transaction: a place is a matter of order, not of truth. */
export async function findPlaces(versions: Pick<VersionRepository, 'queueState'>, work: QueuedWork): Promise<readonly QueuePlace[]> {
  return placesInQueue(await versions.queueState(queueFlow(work.lane, work.key)), work);
}

/** Places for versions of one flow, in the order in which they are given. */
export function placesInQueue(state: QueueState, work: QueuedWork): readonly QueuePlace[] {
  const isInteractive = work.lane === 'interactive';
  const flow = queueFlow(work.lane, work.key);
  let start = Math.max(state.virtualTime, state.lastFinish);
  return work.sizesBytes.map((sizeBytes) => {
    const finish = start + Math.ceil((sizeBytes + fileCostBytes) / (isInteractive ? interactiveWeight : 1));
    const place = { flow, order: isInteractive ? start - interactiveLeadBytes : start, start, finish };
    start = finish;
    return place;
  });
}
