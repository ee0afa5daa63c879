export { createPollingIngestQueue, type PollingOptions } from './polling/polling-ingest-queue.ts';
