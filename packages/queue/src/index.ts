export { createIngestQueue } from './create-ingest-queue.ts';
export { createRateLimiter } from './rate-limits/create-rate-limiter.ts';
