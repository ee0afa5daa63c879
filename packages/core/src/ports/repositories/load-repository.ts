/** How quick questions are answered now, from the process that answers them to those that work in the background. */
export interface QuestionLoad {
  /** What finding passages takes now, in milliseconds. */
  readonly latencyMs: number;
  /** What it takes when nothing disturbs. */
  readonly baselineMs: number;
  readonly atMs: number;
}

export interface LoadRepository {
  putQuestionLoad(load: QuestionLoad): Promise<void>;
  /** Null: no question was asked yet. */
  findQuestionLoad(): Promise<QuestionLoad | null>;
}
