import type { Token } from 'node-llama-cpp';

export interface EmbeddingTask {
  readonly purpose: 'query' | 'document';
  readonly tokens: readonly Token[];
  readonly signal: AbortSignal;
  readonly done: (vector: Float32Array) => void;
  readonly failed: (error: unknown) => void;
}

/** Inputs that wait for a context. A query goes before every document, in the middle of a batch too; else first come, first served. */
export interface EmbeddingLanes {
  add(tasks: readonly EmbeddingTask[]): void;
  /** The next input whose request still wants it; undefined when none waits. */
  take(): EmbeddingTask | undefined;
  urgency(): 'query' | 'document';
  isEmpty(): boolean;
}

export function createEmbeddingLanes(): EmbeddingLanes {
  let queries: EmbeddingTask[] = [];
  let documents: EmbeddingTask[] = [];
  const dropCancelled = () => {
    const [isQueryGone, isDocumentGone] = [queries[0]?.signal.aborted, documents[0]?.signal.aborted];
    if (isQueryGone === true) queries = queries.filter((task) => !task.signal.aborted);
    if (isDocumentGone === true) documents = documents.filter((task) => !task.signal.aborted);
  };
  return {
    add: (tasks) => {
      for (const task of tasks) (task.purpose === 'query' ? queries : documents).push(task);
    },
    take: () => {
      dropCancelled();
      return queries.shift() ?? documents.shift();
    },
    urgency: () => (queries.length > 0 ? 'query' : 'document'),
    isEmpty: () => {
      dropCancelled();
      return queries.length === 0 && documents.length === 0;
    },
  };
}
