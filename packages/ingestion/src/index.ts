export * from './failure-of.ts';
export * from './index-reconciler.ts';
export * from './ingest-dependencies.ts';
export * from './ingest-document.ts';
export * from './lease-lost-error.ts';
export * from './write-version-again.ts';
export * from './sources/source-sync.ts';
export * from './sources/sync-source.ts';
export { embedTexts } from './stages/embed-version.ts';
