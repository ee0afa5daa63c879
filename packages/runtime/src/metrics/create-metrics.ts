import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * The metrics of one process, by concern. Labels have a closed set of values, never ids of users or documents: at most
 * 1,000 series in all. Durations are in seconds, as Prometheus wants them.
 */
export function createMetrics(options: { readonly isCollectingDefaults?: boolean } = {}) {
  const registry = new Registry();
  if (options.isCollectingDefaults !== false) collectDefaultMetrics({ register: registry });
  const counter = <const Labels extends readonly string[]>(name: string, help: string, labelNames: Labels) =>
    new Counter<Labels[number]>({ name, help, labelNames: [...labelNames], registers: [registry] });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const histogram = <const Labels extends readonly string[]>(name: string, help: string, labelNames: Labels, buckets: readonly number[]) =>
    new Histogram<Labels[number]>({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers: [registry] });

  return {
    registry,
    httpRequestDuration: histogram(
      'carrel_http_request_duration_seconds',
      'Requests by route and status',
      ['method', 'route', 'status'],
      requestBuckets,
    ),
    askTotal: counter('carrel_ask_total', 'Questions by outcome and channel', ['outcome', 'channel']),
    askFirstTokenDuration: histogram('carrel_ask_ttft_seconds', 'From the question to the first sentence', [], answerBuckets),
    retrievalDuration: histogram('carrel_retrieval_duration_seconds', 'Retrieval by stage', ['stage'], requestBuckets),
    authorizationCandidates: counter('carrel_authz_candidates_total', 'Candidate passages by result of the check in SQL', ['result']),
    authorizationMismatches: counter('carrel_authz_prefilter_mismatch_total', 'Candidates that the index let through and SQL refused', []),
    languageModelQueueDepth: gauge('carrel_llm_queue_depth', 'Questions that wait for the language model'),
    languageModelSlotsBusy: gauge('carrel_llm_slots_busy', 'Answers that the language model writes now'),
    languageModelRestarts: counter('carrel_llm_restarts_total', 'Restarts of the inference process', ['reason']),
    ingestDocuments: counter('carrel_ingest_documents_total', 'Document versions that reached a state', ['state', 'reason']),
    ingestStepDuration: histogram('carrel_ingest_step_duration_seconds', 'Ingest by step', ['step'], ingestBuckets),
    ingestOldestPendingSeconds: gauge('carrel_ingest_oldest_pending_seconds', 'Age of the oldest document version that is not done'),
    parserKills: counter('carrel_parser_kills_total', 'Parsers that were ended at a limit', ['limit']),
    indexDriftRows: gauge('carrel_index_drift_rows', 'Rows by which index and SQL differ'),
    indexRuns: counter('carrel_index_runs_total', 'Runs of the care of the index by kind and outcome', ['kind', 'outcome']),
    indexAlarms: gauge('carrel_index_alarms', 'Kinds of care of the index whose last three runs or more failed'),
    indexOptimizeFailures: counter('carrel_index_optimize_failures_total', 'Failed optimisations of the index', []),
    indexVersions: gauge('carrel_index_versions', 'Versions of the index table on disk'),
    indexBytes: gauge('carrel_index_bytes', 'Size of the index on disk'),
    auditAppendDuration: histogram('carrel_audit_append_duration_seconds', 'From the event to its durable number', [], auditBuckets),
    auditMergeDelay: histogram(
      'carrel_audit_merge_delay_seconds',
      'From the commit of a change to its place in the log',
      [],
      requestBuckets,
    ),
    auditTreeSize: gauge('carrel_audit_tree_size', 'Entries of the log'),
    auditFailClosed: counter('carrel_audit_fail_closed_total', 'Answers refused because they could not be recorded', []),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;

const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;
const answerBuckets = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64] as const;
const ingestBuckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300] as const;
const auditBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2] as const;
