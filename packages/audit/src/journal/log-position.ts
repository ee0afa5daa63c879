/** A place in the log. */
export interface LogPosition {
  readonly shard: number;
  readonly seq: number;
}

/** Below zero when the first comes before the second. */
export function comparePositions(left: LogPosition, right: LogPosition): number {
  return left.shard === right.shard ? left.seq - right.seq : left.shard - right.shard;
}
