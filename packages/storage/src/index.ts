export { createRecordStore, type RecordStoreDependencies, type RecordStoreOptions, type SqlRecordStore } from './create-record-store.ts';
export type { DialectName, Schema } from './sql/schema.ts';
export { createDiskBlobStore, type DiskBlobStoreDependencies } from './blobs/create-disk-blob-store.ts';
export { createFolderSource, type FolderSourceOptions } from './sources/create-folder-source.ts';
export { createLanceIndexReader, type LanceIndexReader, type LanceReaderOptions } from './lance/lance-index-reader.ts';
export { createLanceIndexWriter } from './lance/lance-index-writer.ts';
export type { LanceWriterOptions } from './lance/lance-table-writer.ts';
