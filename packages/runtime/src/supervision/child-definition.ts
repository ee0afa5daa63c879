/** A process that the supervisor keeps running. */
export interface ChildDefinition {
  readonly name: string;
  /** Absolute path of the file that Node runs. */
  readonly entryPath: string;
  readonly args?: readonly string[];
  /** Options of Node itself, before the file. */
  readonly nodeArgs?: readonly string[];
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Processes with a lower number are stopped first; those of the next number when they are gone. */
  readonly stopPhase: number;
  /** Whether the process hears of the state and the metrics of the others. */
  readonly isInformed?: boolean;
}
