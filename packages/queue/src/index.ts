export { createIngestQueue } from './create-ingest-queue.ts';
